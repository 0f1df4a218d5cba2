package dev.atelier.application.training;

import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The trainings that were stopped while they were queued or ran, until what they had saved is a checkpoint. They outlive
 * their jobs, because a trainer may deliver after its job was deleted, or not be reachable then. {@link
 * TrainingJobRepository#end} adds them. What is still there after 30 days is removed. Thread-safe.
 */
public interface StoppedTrainingQueue {

    Optional<StoppedTraining> find(TrainingId id);

    /** Claims one of this backend that is due; empty when there is none. */
    Optional<Claim> claim(String backend, Duration lease);

    /** Makes it due again after this time, unless another replica has claimed it meanwhile. */
    void postpone(Claim claim, Duration pause);

    /** Idempotent. */
    void remove(TrainingId id);

    /**
     * The right to see to a stopped training.
     *
     * @param stopped since when it is stopped
     */
    record Claim(StoppedTraining training, int attempt, Instant stopped)
            implements dev.atelier.application.queue.Claim<TrainingId> {

        @Override
        public TrainingId job() {
            return training.id();
        }
    }
}
