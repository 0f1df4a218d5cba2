package dev.atelier.application.compute;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.training.TrainingJob;
import java.util.List;

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
     * The valid models in the output folder of a stopped job, such as those of single epochs, which stay. None where the
     * backend keeps them by itself.
     *
     * @throws ComputeBackendException if the folder cannot be read
     */
    default List<CheckpointFileName> saved(TrainingJob stopped) {
        return List.of();
    }
}
