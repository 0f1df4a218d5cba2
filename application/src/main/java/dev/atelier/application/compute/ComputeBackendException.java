package dev.atelier.application.compute;

/** Compute did not do what it was asked, and may do so another time. The message is for the log, not for clients. */
public class ComputeBackendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ComputeBackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
