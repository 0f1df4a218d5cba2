package dev.atelier.application.merge;

import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import java.time.Duration;
import java.util.Optional;

/**
 * The merges, and the persistent queue of those that have not ended, shared by all replicas. At most one is claimed at
 * a time. A claim is valid until its lease expires or its checkpoint is deleted; a lost claim cannot change anything.
 * Thread-safe.
 */
public interface MergeQueue {

    /** The {@link dev.atelier.application.NotificationBus} topic of added merges. */
    String ADDED = "merges";

    /** The maximum number of merges that have not ended. */
    int MAX_AT_ONCE = 100;

    /**
     * Adds the merge and the checkpoint that it creates, Initial, which reserves the name.
     *
     * @throws CheckpointNameTakenException if the name is taken; nothing is added then
     * @throws dev.atelier.domain.CapacityExceededException if {@link #MAX_AT_ONCE} have not ended; nothing is added
     *     then
     */
    void add(MergeJob merge, Checkpoint checkpoint);

    Optional<MergeJob> find(MergeId id);

    /** Claims the oldest merge that waits or whose lease has expired; empty while another is claimed. */
    Optional<Claim> claim(Duration lease);

    /** Stores the progress, from 0 to 1, and renews the lease from now; false when the claim was lost. */
    boolean renewLease(Claim claim, double progress, Duration lease);

    /**
     * Ends the merge: stores it and its checkpoint, the latter as {@link CheckpointRepository#updateDeduplicated} does.
     *
     * @return the stored checkpoint; empty, and nothing changed, when the claim was lost or the checkpoint is not
     *     Initial any more
     */
    Optional<Checkpoint> complete(Claim claim, MergeJob ended, Checkpoint checkpoint);

    /** Ends a merge whose checkpoint was deleted; false, with nothing changed, when another worker claimed it. */
    boolean complete(Claim claim, MergeJob failed);

    /** Releases the claim, so that the merge can be claimed again after this pause. Ignores a claim that was lost. */
    void requeue(Claim claim, Duration pause);

    /**
     * The right to carry out a merge.
     *
     * @param attempt the fencing token: how often it was claimed, this time included
     */
    record Claim(MergeId job, int attempt) implements dev.atelier.application.queue.Claim<MergeId> {}
}
