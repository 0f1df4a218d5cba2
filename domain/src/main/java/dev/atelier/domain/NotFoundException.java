package dev.atelier.domain;

/** What the caller named does not exist; the message names it. */
public class NotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotFoundException(String message) {
        super(message);
    }
}
