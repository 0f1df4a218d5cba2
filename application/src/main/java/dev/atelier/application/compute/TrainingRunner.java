package dev.atelier.application.compute;

import dev.atelier.domain.training.TrainingJob;

/**
 * Runs trainings on compute. Outcomes are reported to {@link dev.atelier.application.training.CompleteTraining}.
 * Thread-safe.
 */
public interface TrainingRunner {

    /**
     * @throws dev.atelier.domain.InvalidRequestException if this backend is not configured for training, saying what to
     *     set
     */
    void requireReady();

    /** Atomically stores the new job and submits it, and returns at once. */
    void start(TrainingJob pending);

    /**
     * As {@link #start}, for a job that is stored as Initial. Of concurrent calls one starts it.
     *
     * @return false, with nothing changed, when the job is not Initial any more, or was removed
     */
    boolean startInitial(TrainingJob pending);

    /** Cancels the job, running or not, and drops its result. Idempotent. */
    void stop(TrainingJob job);
}
