package dev.atelier.domain;

/** The request is invalid; the message says why and what is allowed. */
public class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidRequestException(String message) {
        super(message);
    }
}
