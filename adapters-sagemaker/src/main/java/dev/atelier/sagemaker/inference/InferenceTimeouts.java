package dev.atelier.sagemaker.inference;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How long jobs may take, and where their answers are read.
 *
 * @param handOver how long a job may wait to be handed over
 * @param waiting how long an Async job may wait at its endpoint
 * @param invocation how long an endpoint may take for an Async job
 * @param spool the folder for temporary files
 */
public record InferenceTimeouts(Duration handOver, Duration waiting, Duration invocation, Path spool) {

    /** For what happens between the parties: a minute would do. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    /** After how long nobody will answer any more. */
    Duration longestAsync() {
        return handOver.plus(waiting).plus(invocation).plus(GRACE);
    }
}
