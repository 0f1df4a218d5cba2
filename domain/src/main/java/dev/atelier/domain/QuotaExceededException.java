package dev.atelier.domain;

import java.time.Duration;

/** A user has used what their quota allows; the same call may succeed later. */
public class QuotaExceededException extends CapacityExceededException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * @param message which quota it is, what is left, and when there is more
     * @param retryAfter in what time the call may succeed
     */
    public QuotaExceededException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** In what time the call may succeed. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
