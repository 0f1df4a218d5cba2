package dev.atelier.application.inference;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * In-flight jobs on backends that report completion by callback, which may be lost. Shared by all replicas and
 * persistent: a job is in it from its start to its end, and is due for polling repeatedly until then. Thread-safe.
 * Times are those of the callers; they only schedule polls, so small clock differences between replicas do no harm.
 */
public interface RemoteInvocationRepository {

    /**
     * Atomically stores the job as started and registers it.
     *
     * @param isNew whether the job is not stored yet
     * @param pollAt when it is polled for the first time
     * @return false, with nothing changed, when the job was stored and is not {@code created} any more
     * @throws dev.atelier.domain.CapacityExceededException if there are as many already as allowed; nothing is changed
     *     then
     */
    boolean register(InferenceJob started, boolean isNew, Instant pollAt);

    /** As above, for a job that is stored. */
    default boolean register(InferenceJob started, Instant pollAt) {
        return register(started, false, pollAt);
    }

    /** Stores the backend's response to the submission; ignored for a job that has ended or was removed. */
    void recordAccepted(InferenceJobId job, OutputLocation outputLocation, Instant pollAt);

    /** The invocation of a job in flight; empty for any other job. */
    Optional<Invocation> find(InferenceJobId job);

    /**
     * Claims the invocations that are due, the longest overdue first, and postpones each by the pause, so that
     * concurrent callers get different ones.
     */
    List<Invocation> claimDue(Instant now, Duration pause, int most);

    /** Sets the time of the next poll, in place of the one set before. */
    void pollAgainAt(InferenceJobId job, Instant pollAt);

    /** How many are in flight, by endpoint; endpoints with none are left out. */
    Map<EndpointId, Integer> load(Set<EndpointId> endpoints);

    /**
     * A job on the backend.
     *
     * @param promise empty until the backend has accepted the job, as far as is known
     */
    record Invocation(InferenceJobId job, Optional<OutputLocation> promise) {}

    /**
     * Where the backend will store the outcome of a job.
     *
     * @param result the location of the response
     * @param failure the location of the error, should there be no response; empty where the backend stores none
     */
    record OutputLocation(StorageUri result, Optional<StorageUri> failure) {}
}
