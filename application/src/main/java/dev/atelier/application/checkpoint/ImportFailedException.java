package dev.atelier.application.checkpoint;

/** A file cannot be fetched from its URL, and retrying will not help; the message says why. */
public class ImportFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    public ImportFailedException(String message) {
        super(message);
    }

    public ImportFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
