package dev.atelier.bootstrap.benchmark;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Durations in nanoseconds, sorted. */
record Samples(long[] sorted) {

    /** Runs the action {@code n} times and measures each run. */
    static Samples of(int count, IntConsumer action) {
        long[] durations = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            action.accept(i);
            durations[i] = System.nanoTime() - start;
        }
        Arrays.sort(durations);
        return new Samples(durations);
    }

    long percentile(int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }
}
