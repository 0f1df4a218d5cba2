package dev.atelier.application.merge;

import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import java.time.Duration;
import java.util.Optional;

/**
 * The merges, and the queue of those that have not ended, shared by all replicas, which survives a restart. At most one is
 * claimed at a time, whoever asks. A claim holds until its lease lapses or its checkpoint is deleted; whoever lost it cannot
 * change anything any more. Thread-safe.
 */
public interface MergeQueue {

    /** The {@link dev.atelier.application.NotificationBus} topic of merges that were added. */
    String ADDED = "merges";

    /** How many there may be that have not ended. */
    int MAX_AT_ONCE = 100;

    /**
     * Adds the merge and the checkpoint that it makes, Initial, which holds the name meanwhile. The name is taken:
     * {@link CheckpointNameTakenException}, and nothing is added.
     *
     * @throws dev.atelier.domain.CapacityExceededException when {@link #MAX_AT_ONCE} have not ended; nothing is added then
     */
    void add(MergeJob merge, Checkpoint checkpoint);

    Optional<MergeJob> find(MergeId id);

    /** Takes the merge that came first of those that wait or whose lease has lapsed; empty while another is claimed. */
    Optional<Claim> claim(Duration lease);

    /** Notes how far the merge is, from 0 to 1, and lets the claim hold for so long from now; false when it was lost. */
    boolean renewLease(Claim claim, double progress, Duration lease);

    /**
     * Ends the merge: it and its checkpoint become these, the checkpoint as {@link CheckpointRepository#updateDeduplicated} does it.
     *
     * @return the checkpoint as it is now; empty, and nothing changed, when the claim was lost or the checkpoint is not
     *     Initial any more
     */
    Optional<Checkpoint> complete(Claim claim, MergeJob ended, Checkpoint checkpoint);

    /** Ends a merge whose checkpoint is not there any more; false, and nothing changed, when somebody else claimed it. */
    boolean complete(Claim claim, MergeJob failed);

    /** Gives the claim up, so that the merge waits again after this pause; a claim that was lost is no error. */
    void requeue(Claim claim, Duration pause);

    /**
     * The right to carry out a merge.
     *
     * @param attempt how often it was claimed, this time included; grows with each claim
     */
    record Claim(MergeId merge, int attempt) {}
}
