package dev.atelier.application.idempotency;

/** A request with the same {@link IdempotencyKey} is being worked on. */
public class RequestInProgressException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RequestInProgressException(String message) {
        super(message);
    }
}
