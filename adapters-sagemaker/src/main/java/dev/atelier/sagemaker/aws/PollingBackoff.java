package dev.atelier.sagemaker.aws;

import java.time.Duration;
import java.time.Instant;

/** How long to wait between looks: the longer something takes already, the longer. */
public record PollingBackoff(Duration shortest, Duration longest) {

    private static final int SHARE = 10;

    /** When to look again at something that began then. */
    public Instant next(Instant began, Instant now) {
        return now.plus(after(began, now));
    }

    /** How long not to look at something that began then. */
    public Duration after(Instant began, Instant now) {
        Duration share = Duration.between(began, now).dividedBy(SHARE);
        Duration pause = share.compareTo(shortest) < 0 ? shortest : share;
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
