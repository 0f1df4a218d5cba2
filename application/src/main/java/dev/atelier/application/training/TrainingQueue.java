package dev.atelier.application.training;

import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The trainings that wait for a worker or are being run by one, shared by all replicas. A worker has at most one. A claim
 * holds until its lease lapses, another worker has claimed the job, or the job has ended or was removed. Thread-safe.
 */
public interface TrainingQueue {

    /** The {@link dev.atelier.application.NotificationBus} topic of trainings that were queued, stopped or removed. */
    String CHANGED = "trainings";

    /** Stores the new job and queues it, both or neither. */
    void enqueue(TrainingJob pending);

    /**
     * Queues a job that is stored as Initial, and stores that it is Pending, both or neither. Of several calls at once one
     * does it.
     *
     * @return false, with nothing changed, when the job is not Initial any more, or was removed
     */
    boolean enqueueIfInitial(TrainingJob pending);

    /**
     * Claims for the worker the oldest job of this compute that waits, or whose worker let its lease lapse; empty when there
     * is none, or when this worker has one already.
     *
     * @param backend the compute that the worker is of, see {@link TrainingJob#backend}; it is given no other's jobs
     * @param worker a name that no other worker has, of whatever compute
     */
    Optional<Claim> claim(String backend, String worker, Duration lease);

    /**
     * The claim that the worker has, with a new lease; also when it had lapsed, as long as nobody else took the job. This
     * is how a worker finds its job again after a restart.
     */
    Optional<Claim> findClaim(String worker, Duration lease);

    /** Renews the lease; false, with nothing changed, when the claim holds no more. */
    boolean renewLease(Claim claim, Duration lease);

    /**
     * Stores where the running job stands, and renews the lease.
     *
     * @return false, with nothing changed, when the claim holds no more
     */
    boolean updateProgress(Claim claim, TrainingJob running, Duration lease);

    /**
     * Stores the ended job and takes it off the queue.
     *
     * @return false, with nothing changed, when the claim holds no more
     */
    boolean complete(Claim claim, TrainingJob ended);

    /**
     * The right to run a job.
     *
     * @param attempt 1 for the first claim of this job; tells this claim from earlier and later ones
     * @param queued since when the job is in the queue, which may be long after it was created
     */
    record Claim(TrainingId job, String worker, int attempt, Instant queued) {}
}
