package dev.atelier.domain;

/** The request is larger than allowed; the message contains the limit. */
public class PayloadTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PayloadTooLargeException(String message) {
        super(message);
    }
}
