package dev.atelier.localgpu.node;

import java.time.Duration;

/** Shutdown request with a grace deadline for the running job. Thread-safe. */
final class ShutdownSignal {

    private static final Duration FOREVER = Duration.ofDays(365);

    private volatile Long deadline;

    void request(Duration grace) {
        deadline = System.nanoTime() + grace.toNanos();
    }

    /** The rest of the grace period; practically unlimited before a shutdown is requested. */
    Duration remaining() {
        Long end = deadline;
        return end == null ? FOREVER : Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
