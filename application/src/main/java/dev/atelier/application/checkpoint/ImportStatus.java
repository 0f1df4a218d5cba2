package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An import, in progress or ended.
 *
 * @param checkpoint whose files it fetches
 * @param bytes how many were fetched
 * @param size how many all its files have; empty while that is not known
 * @param bytesPerSecond how fast they arrive; 0 unless it runs
 * @param ended empty while it is in progress
 */
public record ImportStatus(
        Checkpoint checkpoint,
        State state,
        long bytes,
        OptionalLong size,
        long bytesPerSecond,
        Optional<Instant> ended) {

    /** What it does, or how it ended. */
    public enum State {
        WAITING("Waiting"),
        RUNNING("Running"),
        PAUSED("Paused"),
        SUCCEEDED("Succeeded"),
        FAILED("Failed"),
        CANCELLED("Cancelled");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** Whether it has not ended. */
        public boolean isInProgress() {
            return this == WAITING || this == RUNNING || this == PAUSED;
        }
    }

    /** How long it takes at the present rate; empty where that is not known. */
    public Optional<Duration> remaining() {
        return bytesPerSecond > 0 && size.isPresent()
                ? Optional.of(Duration.ofSeconds(
                        (Math.max(0, size.getAsLong() - bytes) + bytesPerSecond - 1) / bytesPerSecond))
                : Optional.empty();
    }
}
