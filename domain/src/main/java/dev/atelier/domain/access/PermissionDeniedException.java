package dev.atelier.domain.access;

/** The caller is known but lacks the permission. */
public class PermissionDeniedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PermissionDeniedException(String message) {
        super(message);
    }
}
