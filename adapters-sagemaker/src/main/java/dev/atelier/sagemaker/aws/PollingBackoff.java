package dev.atelier.sagemaker.aws;

import java.time.Duration;
import java.time.Instant;

/** Polling back-off: the interval grows with the age of what is polled. */
public record PollingBackoff(Duration shortest, Duration longest) {

    private static final int SHARE = 10;

    /** The next poll of something that began at {@code began}. */
    public Instant next(Instant began, Instant now) {
        return now.plus(after(began, now));
    }

    /** The interval until that poll. */
    public Duration after(Instant began, Instant now) {
        Duration share = Duration.between(began, now).dividedBy(SHARE);
        Duration pause = share.compareTo(shortest) < 0 ? shortest : share;
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
