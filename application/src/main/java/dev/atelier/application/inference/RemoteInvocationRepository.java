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
 * The jobs that are handed to compute which runs them out of our sight and tells of it later, or fails to. It is shared by
 * all replicas and outlives them: a job is in it from its start to its end, and comes up again and again until then, so
 * that somebody looks after it even if nobody ever tells. Thread-safe. Times are those of whoever calls; they say when to
 * look, and it does no harm when replicas differ a little.
 */
public interface RemoteInvocationRepository {

    /**
     * Stores the job as started and takes it in, both or neither.
     *
     * @param look when it comes up for the first time
     * @return false, with nothing changed, when the job is not {@code created} any more
     * @throws dev.atelier.domain.CapacityExceededException with nothing changed, when there are as many already as may be
     */
    boolean register(InferenceJob started, Instant look);

    /** Keeps what compute answered when it took the job; of a job that has ended or was removed, nothing is kept. */
    void recordAccepted(InferenceJobId job, OutputLocation outputLocation, Instant look);

    /** What was begun and has not ended; empty for any other job. */
    Optional<Invocation> find(InferenceJobId job);

    /**
     * Those that have come up by now, the longest overdue first. Each is put off by the pause, so that nobody else gets it
     * meanwhile; of many who ask at once, each gets others.
     */
    List<Invocation> claimDue(Instant now, Duration pause, int most);

    /** Has the job come up at this time instead of the one set before. */
    void pollAgainAt(InferenceJobId job, Instant look);

    /** How many there are, by endpoint; endpoints with none are left out. */
    Map<EndpointId, Integer> load(Set<EndpointId> endpoints);

    /**
     * A job at compute.
     *
     * @param promise empty until compute has taken the job, as far as is known
     */
    record Invocation(InferenceJobId job, Optional<OutputLocation> promise) {}

    /**
     * Where compute will put what becomes of a job.
     *
     * @param result the place of the answer
     * @param failure the place of the reason, should there be no answer; empty where compute keeps none
     */
    record OutputLocation(StorageUri result, Optional<StorageUri> failure) {}
}
