package dev.atelier.application.training;

import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The queue of trainings, shared by all replicas. A worker has at most one. A claim is valid until its lease expires,
 * another worker has claimed the job, or the job has ended or was removed. Thread-safe.
 */
public interface TrainingQueue {

    /** The {@link dev.atelier.application.NotificationBus} topic of trainings that were queued, stopped or removed. */
    String CHANGED = "trainings";

    /** Atomically stores the new job and queues it. */
    void enqueue(TrainingJob pending);

    /**
     * Atomically queues a job that is stored as Initial and stores it as Pending. Of concurrent calls one succeeds.
     *
     * @return false, with nothing changed, when the job is not Initial any more, or was removed
     */
    boolean enqueueIfInitial(TrainingJob pending);

    /**
     * Claims the oldest job of this backend that waits or whose lease has expired; empty when there is none, or when
     * this worker has one already.
     *
     * @param backend the worker's backend, see {@link TrainingJob#backend}; jobs of others are not claimed
     * @param worker a name that no other worker has, of whatever backend
     */
    Optional<Claim> claim(String backend, String worker, Duration lease);

    /**
     * The worker's claim, with a renewed lease; also when that had expired, as long as no other worker has claimed the
     * job. A worker finds its job again by this after a restart.
     */
    Optional<Claim> findClaim(String worker, Duration lease);

    /** Renews the lease; false, with nothing changed, when the claim was lost. */
    boolean renewLease(Claim claim, Duration lease);

    /**
     * Stores the progress of the running job, and renews the lease.
     *
     * @param losses those of this attempt until now, in place of what was stored of them
     * @return false, with nothing changed, when the claim was lost
     */
    boolean updateProgress(Claim claim, TrainingJob running, LossCurve losses, Duration lease);

    /** As above, of a job whose losses are not known. */
    default boolean updateProgress(Claim claim, TrainingJob running, Duration lease) {
        return updateProgress(claim, running, LossCurve.NONE, lease);
    }

    /**
     * Stores the ended job and removes it from the queue.
     *
     * @return false, with nothing changed, when the claim was lost
     */
    boolean complete(Claim claim, TrainingJob ended);

    /**
     * The right to run a job.
     *
     * @param attempt the fencing token: 1 for the first claim of this job
     * @param queued since when the job is in the queue, which may be long after its creation
     */
    record Claim(TrainingId job, String worker, int attempt, Instant queued)
            implements dev.atelier.application.queue.Claim<TrainingId> {}
}
