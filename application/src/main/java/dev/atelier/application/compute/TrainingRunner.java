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

    /**
     * Cancels the job, running or not, and drops its result. Idempotent: it is called before the job is stored as
     * stopped, and again after that.
     *
     * @throws ComputeBackendException if it cannot be stopped, and goes on
     */
    void stop(TrainingJob job);

    /**
     * Whether a trainer writes to the output folder of its job by itself, also for a while after the job was stopped. The
     * folder is then deleted, or kept, by what sees to the {@link
     * dev.atelier.application.training.StoppedTrainingQueue}.
     */
    default boolean deliversAfterStop() {
        return false;
    }
}
