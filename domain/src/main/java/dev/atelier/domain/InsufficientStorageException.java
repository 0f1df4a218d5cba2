package dev.atelier.domain;

/** The store has no free space for what was sent; nothing of it was kept. */
public class InsufficientStorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InsufficientStorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
