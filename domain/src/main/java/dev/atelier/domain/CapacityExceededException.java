package dev.atelier.domain;

/** Capacity is exhausted now; the same call may succeed later. Never used for a broken backend. */
public class CapacityExceededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CapacityExceededException(String message) {
        super(message);
    }
}
