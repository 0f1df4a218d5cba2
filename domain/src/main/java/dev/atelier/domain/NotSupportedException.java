package dev.atelier.domain;

/** A documented request that this installation cannot serve; the message says which installation could. */
public class NotSupportedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotSupportedException(String message) {
        super(message);
    }
}
