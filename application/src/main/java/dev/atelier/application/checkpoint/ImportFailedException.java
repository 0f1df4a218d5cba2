package dev.atelier.application.checkpoint;

/** A file cannot be had from where it was said to be, however often one tries; the message says why. */
public class ImportFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    public ImportFailedException(String message) {
        super(message);
    }

    public ImportFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
