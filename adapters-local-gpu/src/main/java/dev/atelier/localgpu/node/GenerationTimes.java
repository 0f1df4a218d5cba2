package dev.atelier.localgpu.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How long a node took for its latest jobs: by checkpoint, and apart for those before which it had used another one, since it
 * then loads the file, which may have to be placed there first. They are those that this process sent, and are forgotten with
 * it. Bounded, thread-safe.
 */
final class GenerationTimes {

    /** How many kinds of jobs are kept, those of the latest ones. */
    private static final int MAX_KINDS = 200;

    /** The weight of the latest job in the mean. */
    private static final double LATEST = 0.3;

    private final Clock clock;
    private final Map<Kind, Double> means = new LinkedHashMap<>();
    private Optional<String> used = Optional.empty();
    private Instant begun;

    GenerationTimes(Clock clock) {
        this.clock = clock;
    }

    /** @param checkpoint empty: none is needed */
    private record Kind(Optional<String> checkpoint, boolean changed) {}

    /** Records that a job begins. */
    synchronized void begin() {
        begun = clock.instant();
    }

    /** Records that it succeeded. */
    synchronized void succeeded(Optional<String> checkpoint) {
        Kind kind = kind(checkpoint, used);
        double millis = Duration.between(begun, clock.instant()).toMillis();
        Double before = means.remove(kind);
        means.put(kind, before == null ? millis : before + LATEST * (millis - before));
        if (means.size() > MAX_KINDS) {
            means.remove(means.keySet().iterator().next());
        }
        used = checkpoint.or(() -> used);
    }

    /** Records that it is over. */
    synchronized void end() {
        begun = null;
    }

    /** How long the present job has been running; empty when this process runs none there. */
    synchronized Optional<Duration> elapsed() {
        return Optional.ofNullable(begun).map(since -> Duration.between(since, clock.instant()));
    }

    /** The checkpoint that was used last; empty: none yet. */
    synchronized Optional<String> used() {
        return used;
    }

    /** How long a job takes, whatever its checkpoint; empty as long as none has succeeded. */
    synchronized Optional<Duration> usual() {
        OptionalDouble mean =
                means.values().stream().mapToDouble(Double::doubleValue).average();
        return mean.isPresent() ? Optional.of(duration(mean.getAsDouble())) : Optional.empty();
    }

    /**
     * How long a job with this checkpoint takes, or the usual one where none with it was measured.
     *
     * @param before the checkpoint that the node will have used before
     */
    synchronized Optional<Duration> expected(Optional<String> checkpoint, Optional<String> before) {
        Kind kind = kind(checkpoint, before);
        return Optional.ofNullable(means.getOrDefault(kind, means.get(new Kind(checkpoint, !kind.changed()))))
                .map(GenerationTimes::duration)
                .or(this::usual);
    }

    private static Duration duration(double millis) {
        return Duration.ofMillis(Math.round(millis));
    }

    private static Kind kind(Optional<String> checkpoint, Optional<String> before) {
        return new Kind(checkpoint, checkpoint.isPresent() && !checkpoint.equals(before));
    }
}
