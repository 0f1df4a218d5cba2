package dev.atelier.domain;

/** There is no room for more work now; the same call may succeed later. Never used for a broken backend. */
public class CapacityExceededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CapacityExceededException(String message) {
        super(message);
    }
}
