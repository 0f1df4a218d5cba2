package dev.atelier.sagemaker.inference;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Limits of jobs, and the directory for temporary files.
 *
 * @param handOver for how long a submission is retried
 * @param waiting how long an Async job may wait at its endpoint
 * @param invocation how long an endpoint may process an Async job
 * @param maxRequestBytes how large the request of a Real-time job may be; SageMaker may allow less
 * @param spool the directory for temporary files
 */
public record InferenceTimeouts(
        Duration handOver, Duration waiting, Duration invocation, long maxRequestBytes, Path spool) {

    /** Allowance for delays between the services. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    /** After this time no response is expected any more. */
    Duration longestAsync() {
        return handOver.plus(waiting).plus(invocation).plus(GRACE);
    }
}
