package dev.atelier.domain.access;

/** The caller is known, and may not do this. */
public class PermissionDenied extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PermissionDenied(String message) {
        super(message);
    }
}
