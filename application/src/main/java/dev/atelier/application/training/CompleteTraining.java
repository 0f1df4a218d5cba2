package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Records a training's outcome. Its models become an Active checkpoint first, so that a completed training always has
 * one. Idempotent: later outcomes for a finished or deleted job are ignored.
 */
@UseCase
public class CompleteTraining {

    private final TrainingJobRepository jobs;
    private final TrainedModelPublisher models;
    private final CheckpointRepository checkpoints;
    private final ModelStore store;
    private final Clock clock;

    public CompleteTraining(
            TrainingJobRepository jobs,
            TrainedModelPublisher models,
            CheckpointRepository checkpoints,
            ModelStore store,
            Clock clock) {
        this.jobs = jobs;
        this.models = models;
        this.checkpoints = checkpoints;
        this.store = store;
        this.clock = clock;
    }

    /** - */
    public boolean complete(TrainingJob job, TrainingOutcome outcome) {
        return complete(job, outcome, jobs::end);
    }

    /**
     * Ends the job through a port of the caller's.
     *
     * @param record stores the ended job if the caller still holds its claim; returns whether it did
     * @return what {@code record} returned; false, without calling it, when the job has ended or was removed
     */
    public boolean complete(TrainingJob job, TrainingOutcome outcome, Predicate<TrainingJob> record) {
        Optional<TrainingStatus> status = jobs.find(job.id()).map(TrainingJob::status);
        if (status.isPresent() && status.get().isEnd()) {
            return false;
        }
        boolean recorded = status.isPresent() && record.test(ended(job, outcome));
        if (!recorded) {
            dropUnlessWanted(job);
        }
        return recorded;
    }

    private TrainingJob ended(TrainingJob job, TrainingOutcome outcome) {
        if (outcome instanceof TrainingOutcome.Succeeded result) {
            List<String> names = models.publish(job, result.models());
            return job.complete(names, clock.instant());
        }
        return job.fail(((TrainingOutcome.Failed) outcome).reason(), clock.instant());
    }

    /**
     * The job was stopped, removed or claimed by another worker meanwhile: it has no models then, unless that worker
     * completed it.
     */
    private void dropUnlessWanted(TrainingJob job) {
        Optional<TrainingStatus> status = jobs.find(job.id()).map(TrainingJob::status);
        if (status.isPresent() && status.get() == TrainingStatus.COMPLETED) {
            return;
        }
        checkpoints.delete(job.id().checkpoint());
        if (status.isPresent() && !status.get().isEnd()) {
            return; // another worker may be writing to the same location
        }
        store.deleteQuietly(job.input());
        store.deleteQuietly(job.output());
    }
}
