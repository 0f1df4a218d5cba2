package dev.atelier.localgpu.node;

import java.time.Duration;

/** Tells a worker to take no more jobs, and how long the one it has may go on. Thread-safe. */
final class ShutdownSignal {

    private static final Duration FOREVER = Duration.ofDays(365);

    private volatile Long graceEnds;

    void raise(Duration grace) {
        graceEnds = System.nanoTime() + grace.toNanos();
    }

    boolean isUp() {
        return graceEnds != null;
    }

    /** How long a running job may still go on; long, while nobody wants to stop. */
    Duration remaining() {
        Long end = graceEnds;
        return end == null ? FOREVER : Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
