package dev.atelier.domain;

/** What the caller sent is larger than allowed; the message tells the bound. */
public class PayloadTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PayloadTooLargeException(String message) {
        super(message);
    }
}
