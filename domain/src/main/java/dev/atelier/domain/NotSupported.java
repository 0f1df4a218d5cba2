package dev.atelier.domain;

/** A documented request that this installation cannot serve; the message says what would. */
public class NotSupported extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotSupported(String message) {
        super(message);
    }
}
