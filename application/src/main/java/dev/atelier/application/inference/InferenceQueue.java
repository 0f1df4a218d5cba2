package dev.atelier.application.inference;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.List;
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
     * @param isNew whether the job is not stored yet
     * @return false, with nothing changed, when the job was stored and is not {@code created} any more
     * @throws dev.atelier.domain.CapacityExceededException if as many wait already as the installation allows
     */
    boolean enqueue(InferenceJob started, boolean isNew);

    /** As above, for a job that is stored. */
    default boolean enqueue(InferenceJob started) {
        return enqueue(started, false);
    }

    /**
     * As {@link #enqueue(InferenceJob, boolean)}, for a caller who is answered when the job has ended: the start may be lost
     * if this process dies within a second, its end is not.
     */
    default boolean enqueueAwaited(InferenceJob started, boolean isNew) {
        return enqueue(started, isNew);
    }

    /**
     * Claims the next job that the claimant can run: those that have not failed before those that have, real-time before
     * async, then those for the loaded checkpoint, then the users in turn as {@link FairShare} says, of each the oldest first. A job whose lease expired is back in its old position. A
     * node has one claim at a time, whichever replica calls; until it was {@linkplain #releaseNode released}, this returns
     * empty. So it does for a node that is {@linkplain dev.atelier.application.node.NodeDrains drained}.
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
     * Puts the job back.
     *
     * @param reason what went wrong, kept for the next attempt
     * @return false, with nothing changed, when the claim was lost
     */
    boolean requeue(Claim claim, String reason, Retry retry);

    /**
     * Lends an idle node to the claim, for a part of its job. The node claims nothing until it is {@linkplain #giveBack given
     * back}, or the claim ends or releases its own node.
     *
     * @param node the node as a claimant
     * @return false, with nothing changed, when the claim was lost, the node has a claim or is lent already, or a job waits
     *     that it could claim
     */
    boolean lend(Claim claim, Claimant node);

    /** Ends the loan of a node to this claim. Idempotent. */
    void giveBack(Claim claim, String node);

    /** Removes a job from the queue, which invalidates any claim on it. Idempotent. */
    void remove(InferenceJobId job);

    /**
     * Moves those of the jobs that wait to another endpoint of the same backend, in their places in the order of arrival: {@link
     * InferenceJob#movedTo}, atomically.
     *
     * @param waiting at most some hundred
     * @return those that were moved; others run, are being claimed or have ended
     */
    List<InferenceJob> move(List<InferenceJob> waiting, InferenceJob.EndpointRef target);

    /** The different needs of all jobs, also those whose endpoint does not exist any more. */
    List<Need> needs();

    /**
     * Records that no node can run the waiting jobs with this need: they carry the reason in {@code error} from now on.
     *
     * @return those of them for which that has been so for at least this long, at most 100
     */
    List<InferenceJobId> markUnservable(Need need, String reason, Duration since);

    /**
     * Records that the waiting jobs with this need wait for a decision of the operator: they carry the reason as above, and
     * none of them counts as unservable for any time.
     */
    void postpone(Need need, String reason);

    /** Records that a node can run the jobs with this need, and withdraws the reason. */
    void markServable(Need need);

    /**
     * Atomically stores the end of a job that waits and is marked as unservable, and removes it from the queue.
     *
     * @return false, with nothing changed, when it is claimed or gone, or a node can run it again
     */
    boolean giveUp(InferenceJob ended);

    /** Where the job is in the queue; empty when it is not in it. */
    Optional<Position> position(InferenceJobId job);

    /**
     * What the nodes have to do before a waiting job, by what it needs: the waiting jobs of these endpoints that are before it in
     * the general order, and those that nodes run. In no particular order; the former are left out when it does not wait or
     * is not in the queue.
     */
    List<Ahead> ahead(InferenceJobId job, Set<EndpointId> endpoints);

    /** What each node runs, or is lent to, by its name; nodes that do neither are left out. */
    Map<String, InferenceJobId> running();

    /** How many jobs wait or run, by endpoint; endpoints with none are left out. */
    Map<EndpointId, Integer> load(Set<EndpointId> endpoints);

    /**
     * A worker that claims jobs for a node.
     *
     * @param node the node's name, the same in all replicas
     * @param endpoints those that the node serves
     * @param models the checkpoints that the node has
     * @param placesFiles whether files of the store can be placed on the node
     * @param preferred the checkpoint whose jobs come first among equals; empty: the general order decides
     */
    record Claimant(
            String node,
            Set<EndpointId> endpoints,
            Set<String> models,
            boolean placesFiles,
            Optional<CheckpointFileName> preferred) {}

    /**
     * Where a job is in the queue.
     *
     * @param ahead how many waiting jobs of its endpoint are before it in the general order; 0 when it is claimed
     * @param claim the claim on it; empty while it waits
     */
    record Position(long ahead, Optional<Holder> claim) {}

    /**
     * Jobs that are done before another.
     *
     * @param model the checkpoint; empty: none
     * @param stored whether that checkpoint can be placed on a node
     * @param node the node that runs it, which is one job then; empty while they wait
     */
    record Ahead(Optional<String> model, boolean stored, Optional<String> node, long jobs) {}

    /**
     * Who runs a job.
     *
     * @param node empty once the node was released
     * @param token the fencing token of the claim
     */
    record Holder(Optional<String> node, long token) {}

    /**
     * The right to run a job.
     *
     * @param inference the job as it was claimed
     * @param attempt 1 for the first claim of this job; claims that were {@linkplain Retry#excused excused} do not count
     * @param token the fencing token; distinguishes this claim from earlier and later ones
     * @param lastFailure the error of the previous attempt; null when there was none or the cause is unknown
     * @param failed whether the job itself failed before
     * @param excluded the nodes that are not to get it again
     * @param last whether no other job waited for the claimant at that moment
     */
    record Claim(
            InferenceJob inference,
            String node,
            int attempt,
            long token,
            String lastFailure,
            boolean failed,
            Set<String> excluded,
            boolean last)
            implements dev.atelier.application.queue.Claim<InferenceJobId> {

        public Claim {
            excluded = Set.copyOf(excluded);
        }

        @Override
        public InferenceJobId job() {
            return inference.id();
        }
    }

    /**
     * How a job returns to the queue: in its old position, unless it goes behind.
     *
     * @param avoid how long this node may not claim it again; others may at once
     * @param behind whether it goes behind all jobs that have not failed, since it failed itself
     * @param excluding whether this node never gets it again
     * @param excused whether the claim does not count as an attempt, since the job did not run
     */
    record Retry(Duration avoid, boolean behind, boolean excluding, boolean excused) {

        /** In its old position. */
        public static Retry inPlace(Duration avoid) {
            return new Retry(avoid, false, false, false);
        }

        /** Behind all jobs that have not failed. */
        public static Retry behind(Duration avoid) {
            return new Retry(avoid, true, false, false);
        }

        /** This retry, never on the same node. */
        public Retry elsewhere() {
            return new Retry(avoid, behind, true, excused);
        }

        /** This retry, without counting the claim. */
        public Retry uncounted() {
            return new Retry(avoid, behind, excluding, true);
        }
    }

    /**
     * What jobs in the queue need of a node.
     *
     * @param model the checkpoint; empty: none
     * @param stored whether that checkpoint can be placed on a node
     * @param excluded the nodes that are not to get them
     * @param unservable whether any of the jobs is marked as unservable, or postponed
     */
    record Need(EndpointId endpoint, Optional<String> model, boolean stored, Set<String> excluded, boolean unservable) {

        public Need {
            excluded = Set.copyOf(excluded);
        }
    }
}
