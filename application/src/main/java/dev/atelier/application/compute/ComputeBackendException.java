package dev.atelier.application.compute;

/** A backend failed at what it was asked for; a retry may succeed. The message is for the log, not for clients. */
public class ComputeBackendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ComputeBackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
