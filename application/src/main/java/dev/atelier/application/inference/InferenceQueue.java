package dev.atelier.application.inference;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The queue of jobs for GPU nodes, shared by all replicas and persistent: a job stays until it is completed or removed.
 * A claim is valid until its lease expires and carries a fencing token; then the job may be claimed again, and the old
 * claim cannot change anything. Thread-safe. Times are the database's own, so replicas' clocks need not agree.
 */
public interface InferenceQueue {

    /**
     * Atomically stores the started job and queues it.
     *
     * @return false, with nothing changed, when the job is not {@code created} any more
     * @throws dev.atelier.domain.CapacityExceededException if as many wait already as the installation allows
     */
    boolean enqueue(InferenceJob started);

    /**
     * Claims the next job that the claimant can run: real-time before async, then those for the loaded checkpoint, then
     * the oldest. A job whose lease expired is back in its old position. A node has one claim at a time, whichever
     * replica calls; until it was {@linkplain #releaseNode released}, this returns empty.
     */
    Optional<Claim> claim(Claimant claimant, Duration lease);

    /** Renews the lease from now; false when the claim was lost. */
    boolean renewLease(Claim claim, Duration lease);

    /**
     * Releases the node, which may claim its next job at once: generation is finished, and the result is yet to be
     * stored. Renews the lease as well.
     *
     * @return false, with nothing changed, when the claim was lost
     */
    boolean releaseNode(Claim claim, Duration lease);

    /**
     * Atomically stores the job's end and removes it from the queue; false, with nothing changed, when the claim was
     * lost.
     */
    boolean complete(Claim claim, InferenceJob ended);

    /**
     * Puts the job back in its old position.
     *
     * @param reason what went wrong, kept for the next attempt
     * @param avoid how long this node may not claim it again; others may at once
     * @return false, with nothing changed, when the claim was lost
     */
    boolean requeue(Claim claim, String reason, Duration avoid);

    /** Removes a job from the queue, which invalidates any claim on it. Idempotent. */
    void remove(InferenceJobId job);

    /** How many jobs wait or run, by endpoint; endpoints with none are left out. */
    Map<EndpointId, Integer> load(Set<EndpointId> endpoints);

    /**
     * A worker that claims jobs for a node.
     *
     * @param node the node's name, the same in all replicas
     * @param endpoints those that the node serves
     * @param models the checkpoints that the node has
     * @param placesFiles whether files of the store can be placed on the node
     * @param preferred the checkpoint whose jobs come first among equals; empty: the oldest comes first
     */
    record Claimant(
            String node,
            Set<EndpointId> endpoints,
            Set<String> models,
            boolean placesFiles,
            Optional<CheckpointFileName> preferred) {}

    /**
     * The right to run a job.
     *
     * @param attempt 1 for the first claim of this job
     * @param token the fencing token; distinguishes this claim from earlier and later ones
     * @param lastFailure the error of the previous attempt; null when there was none or the cause is unknown
     */
    record Claim(InferenceJobId job, String node, int attempt, long token, String lastFailure) {}
}
