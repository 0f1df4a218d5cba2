package dev.atelier.application.compute;

import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Runs jobs on compute. Whatever becomes of a job is told through {@link dev.atelier.application.inference.CompleteInference}. Thread-safe.
 */
public interface InferenceRunner {

    /**
     * Stores the job as started and hands it over, so that neither can be lost without the other, and returns at once,
     * whatever its type.
     *
     * @return false, with nothing changed, when the job had been started already
     * @throws dev.atelier.domain.InvalidRequestException when this compute can never run it
     * @throws dev.atelier.domain.CapacityExceededException when there is no room now
     */
    boolean submit(InferenceJob started);

    /**
     * As {@link #submit}, for a Real-time job whose caller waits for its end.
     *
     * @return completes when the job has ended or was removed, or after the longest time that this compute lets callers
     *     wait; with false, at once, when the job had been started already
     */
    CompletionStage<Boolean> submitAndAwait(InferenceJob started);

    /** Takes the job back, running or not; its result, should there still be one, is dropped. Not being there is no error. */
    void cancel(InferenceJob job);

    /** How much is ahead of a new job on each endpoint, as comparable numbers; endpoints left out have nothing. */
    Map<EndpointId, Integer> load(Collection<Endpoint> endpoints);
}
