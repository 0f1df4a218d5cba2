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
 * The jobs that wait for a GPU node of ours or are being run by one. It is shared by all replicas and outlives them: what
 * was enqueued stays until it is settled or withdrawn. A claim holds for the length of its lease and carries a fencing
 * token; once the lease has lapsed the job may be claimed anew, and the old claim can do nothing any more. Thread-safe.
 * Times are the database's own, so replicas need not agree on theirs.
 */
public interface InferenceQueue {

    /**
     * Stores the started job and queues it, both or neither.
     *
     * @return false, with nothing changed, when the job is not {@code created} any more
     * @throws dev.atelier.domain.CapacityExceededException when as many wait already as the installation allows
     */
    boolean enqueue(InferenceJob started);

    /**
     * Takes the next job that suits the claimant: real-time before async, then those for the loaded checkpoint, then the
     * oldest. A job whose lease lapsed waits again in its old place. A node works on one claim at a time, whichever replica
     * asks; until it has {@link #releaseNode left} the node, this answers nothing.
     */
    Optional<Claim> claim(Claimant claimant, Duration lease);

    /** Renews the lease from now; false when the claim holds no more. */
    boolean renewLease(Claim claim, Duration lease);

    /**
     * Lets the node go, which may claim its next job at once: it has made what it was asked for, and that is only to be
     * stored now. Renews the lease as well.
     *
     * @return false, with nothing changed, when the claim holds no more
     */
    boolean releaseNode(Claim claim, Duration lease);

    /** Stores the job's end and takes it off the queue, both or neither; false, with nothing changed, when the claim holds no more. */
    boolean complete(Claim claim, InferenceJob ended);

    /**
     * Puts the job back in its old place.
     *
     * @param reason what went wrong, kept for the next attempt
     * @param avoid how long this node is not to have it again; others may at once
     * @return false, with nothing changed, when the claim holds no more
     */
    boolean requeue(Claim claim, String reason, Duration avoid);

    /** Takes a job off the queue, whoever holds it; their claim holds no more. Not being there is no error. */
    void remove(InferenceJobId job);

    /** How many wait or run, by endpoint; endpoints with none are left out. */
    Map<EndpointId, Integer> load(Set<EndpointId> endpoints);

    /**
     * Who asks for work.
     *
     * @param node the node's name, the same in all replicas
     * @param endpoints those that the node serves
     * @param models the checkpoints that the node has
     * @param placesFiles whether the node can also be given what lies in the store
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
     * @param token tells this claim from earlier and later ones
     * @param lastFailure why the attempt before ended; null when it was none or nobody could tell
     */
    record Claim(InferenceJobId job, String node, int attempt, long token, String lastFailure) {}
}
