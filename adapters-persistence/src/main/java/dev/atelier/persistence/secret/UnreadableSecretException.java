package dev.atelier.persistence.secret;

/** A secret could not be read; the message is a sentence for the operator and contains no secret. */
public final class UnreadableSecretException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    UnreadableSecretException(String message) {
        super(message);
    }
}
