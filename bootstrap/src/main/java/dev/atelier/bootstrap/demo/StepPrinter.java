package dev.atelier.bootstrap.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Prints one line for each step with its duration. */
final class StepPrinter {

    private final PrintStream out;
    private final long begin = System.nanoTime();

    StepPrinter(PrintStream out) {
        this.out = out;
    }

    /** Takes the step and prints its line once it has succeeded. */
    <T> T take(String what, Callable<T> step) throws Exception {
        long start = System.nanoTime();
        T result = step.call();
        out.printf(Locale.ROOT, "%8s  %s%n", seconds(start), what);
        return result;
    }

    /** The time since the first step began. */
    String total() {
        return seconds(begin);
    }

    private static String seconds(long since) {
        double seconds = Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }
}
