package dev.atelier.domain.access;

/** Nobody known stands behind the call. */
public class Unauthenticated extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Unauthenticated(String message) {
        super(message);
    }
}
