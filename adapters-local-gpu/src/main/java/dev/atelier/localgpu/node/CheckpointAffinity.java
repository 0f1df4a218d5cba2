package dev.atelier.localgpu.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Checkpoint affinity of a node. Switching checkpoints costs far more than generating an image, so a node prefers jobs for
 * the loaded checkpoint, but only for a limited time after the last switch; then the oldest job is next, whatever its
 * checkpoint, to avoid starvation. So there is at most one switch per period unless the jobs for a checkpoint run out.
 * Thread-safe.
 */
final class CheckpointAffinity {

    private final Duration length;
    private final Clock clock;
    private String loaded;
    private Instant since = Instant.MIN;

    CheckpointAffinity(Duration length, Clock clock) {
        this.length = length;
        this.clock = clock;
    }

    /** The preferred checkpoint; empty when the oldest job is next. */
    synchronized Optional<String> preferred() {
        return clock.instant().isBefore(since.plus(length)) ? Optional.ofNullable(loaded) : Optional.empty();
    }

    /**
     * Records that the node used this checkpoint.
     *
     * @return whether it was not known to have it loaded
     */
    synchronized boolean generated(String checkpoint) {
        if (checkpoint.equals(loaded)) {
            return false;
        }
        loaded = checkpoint;
        since = clock.instant();
        return true;
    }

    /** Forgets the loaded checkpoint, which is unknown after a failure. */
    synchronized void forget() {
        loaded = null;
    }
}
