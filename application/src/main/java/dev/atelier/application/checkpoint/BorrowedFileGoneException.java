package dev.atelier.application.checkpoint;

/** A file that an import did not fetch, as the store had its bytes, is not there any more; it has to be fetched. */
public class BorrowedFileGoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BorrowedFileGoneException(String message) {
        super(message);
    }
}
