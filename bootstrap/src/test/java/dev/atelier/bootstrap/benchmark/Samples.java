package dev.atelier.bootstrap.benchmark;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Durations in nanoseconds, sorted. */
record Samples(long[] sorted) {

    /** Collects durations one by one. */
    static final class Builder {

        private final LongStream.Builder durations = LongStream.builder();

        void measure(Runnable action) {
            long start = System.nanoTime();
            action.run();
            durations.add(System.nanoTime() - start);
        }

        Samples build() {
            return new Samples(durations.build().sorted().toArray());
        }
    }

    /** Runs the action {@code n} times and measures each run. */
    static Samples of(int count, IntConsumer action) {
        Builder samples = new Builder();
        IntStream.range(0, count).forEach(i -> samples.measure(() -> action.accept(i)));
        return samples.build();
    }

    long percentile(int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }
}
