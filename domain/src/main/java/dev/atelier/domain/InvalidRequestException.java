package dev.atelier.domain;

/** The caller asked for something that cannot be; the message says what was wrong and what is allowed. */
public class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidRequestException(String message) {
        super(message);
    }
}
