package dev.atelier.persistence.cleanup;

import java.time.Duration;

/**
 * Something that expires, and is removed when the service starts and then regularly. Every bean of this type is run.
 *
 * @param name of its thread
 * @param interval between two runs
 */
public record Cleanup(String name, Duration interval, Step step) {

    /** Removes some of what has expired. */
    @FunctionalInterface
    public interface Step {

        /** @return whether there may be more, so that the next step follows at once */
        boolean run() throws Exception;
    }

    Duration runStep() throws Exception {
        return step.run() ? Duration.ZERO : interval;
    }
}
