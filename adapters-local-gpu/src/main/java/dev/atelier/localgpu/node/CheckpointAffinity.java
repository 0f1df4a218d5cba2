package dev.atelier.localgpu.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which checkpoint's jobs a node prefers. Switching costs far more than a picture, so a node stays with the checkpoint
 * that it has loaded; but for one turn only, counted from the last switch. After that the oldest job comes first,
 * whatever it paints with, so that nobody starves; and the next switch begins a new turn, so that there is at most one
 * switch in a turn unless the jobs for a checkpoint run out. Used by one thread.
 */
final class CheckpointAffinity {

    private final Duration length;
    private String loaded;
    private Instant since = Instant.MIN;

    CheckpointAffinity(Duration length) {
        this.length = length;
    }

    /** The checkpoint to stay with; empty when the oldest job is to come first. */
    Optional<String> preferred(Instant now) {
        return now.isBefore(since.plus(length)) ? Optional.ofNullable(loaded) : Optional.empty();
    }

    /** The node painted with this checkpoint. */
    void generated(String checkpoint, Instant now) {
        if (!checkpoint.equals(loaded)) {
            loaded = checkpoint;
            since = now;
        }
    }

    /** Nobody knows any more what is loaded. */
    void forget() {
        loaded = null;
    }
}
