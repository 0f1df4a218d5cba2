package dev.atelier.application.idempotency;

/** An {@link IdempotencyKey} came with another request than before. */
public class KeyReusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public KeyReusedException(String message) {
        super(message);
    }
}
