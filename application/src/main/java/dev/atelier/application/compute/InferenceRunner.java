package dev.atelier.application.compute;

import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Runs inference jobs on compute. Outcomes are reported to {@link dev.atelier.application.inference.CompleteInference}.
 * Thread-safe.
 */
public interface InferenceRunner {

    /**
     * Atomically stores the job as started and submits it, and returns at once, whatever its type.
     *
     * @param isNew whether the job is not stored yet
     * @return false, with nothing changed, when the job had been started already
     * @throws dev.atelier.domain.InvalidRequestException if this backend can never run it
     * @throws dev.atelier.domain.CapacityExceededException if capacity is exhausted now
     */
    boolean submit(InferenceJob started, boolean isNew);

    /** As above, for a job that is stored. */
    default boolean submit(InferenceJob started) {
        return submit(started, false);
    }

    /**
     * As {@link #submit}, for a Real-time job whose caller waits for the result.
     *
     * @return completes when the job has ended or was removed, or after this backend's timeout; with false, at once,
     *     when the job had been started already
     */
    CompletionStage<Boolean> submitAndAwait(InferenceJob started, boolean isNew);

    /** As above, for a job that is stored. */
    default CompletionStage<Boolean> submitAndAwait(InferenceJob started) {
        return submitAndAwait(started, false);
    }

    /** Cancels the job, running or not, and drops its result. Idempotent. */
    void cancel(InferenceJob job);

    /** How far a job is that is in progress; empty if this backend does not report it, or the job has just ended. */
    default Optional<JobProgress> progress(InferenceJob job) {
        return Optional.empty();
    }

    /**
     * How long a waiting job is expected to wait still, by what earlier jobs took; empty where nothing was measured, or this
     * backend has no estimates. Costs more than {@link #progress}.
     */
    default Optional<Duration> estimatedWait(InferenceJob job) {
        return Optional.empty();
    }

    /**
     * Ends the generation of a running job early, so that it succeeds with the images that there are by then.
     *
     * @return false, with nothing changed, where it does not run or this backend cannot do that
     */
    default boolean interrupt(InferenceJob job) {
        return false;
    }

    /** Ends the image that a running job is at, and goes on with the next; as {@link #interrupt}. */
    default boolean skip(InferenceJob job) {
        return false;
    }

    /** What there is of the image that a running job is at, as a file; empty where that is not known. */
    default Optional<byte[]> preview(InferenceJob job) {
        return Optional.empty();
    }

    /** Why this backend can never run the job, as {@link #submit} would say; empty if it may. */
    default Optional<String> obstacle(InferenceJob job) {
        return Optional.empty();
    }

    /** The load ahead of a new job on each endpoint, as comparable numbers; endpoints left out have none. */
    Map<EndpointId, Integer> load(Collection<Endpoint> endpoints);
}
