package dev.atelier.application.metrics;

import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How full the queue of the GPU nodes is, by index and at a cost that its limit bounds. Thread-safe. */
public interface QueueStatistics {

    /** Those of all replicas; what has no jobs is left out. */
    List<Load> read();

    /**
     * The jobs of an endpoint.
     *
     * @param urgency of the two that a job may have, whether it has failed before or not
     * @param waiting jobs that no node runs
     * @param running jobs that are claimed, those whose result is being stored included
     * @param oldest when the longest waiting one of them was started; empty when none waits
     */
    record Load(EndpointId endpoint, InferenceType urgency, long waiting, long running, Optional<Instant> oldest) {}
}
