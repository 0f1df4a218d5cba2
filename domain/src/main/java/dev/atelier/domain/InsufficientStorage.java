package dev.atelier.domain;

/** The store has no room for what was sent; nothing of it was kept. */
public class InsufficientStorage extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InsufficientStorage(String message, Throwable cause) {
        super(message, cause);
    }
}
