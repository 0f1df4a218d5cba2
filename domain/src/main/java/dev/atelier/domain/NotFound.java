package dev.atelier.domain;

/** What the caller named does not exist; the message names it. */
public class NotFound extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotFound(String message) {
        super(message);
    }
}
