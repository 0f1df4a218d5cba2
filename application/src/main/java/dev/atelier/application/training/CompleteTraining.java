package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Records a training's outcome. Its models become an Active checkpoint first, so that a completed training always has
 * one; so do the epochs that a failed one had saved. Idempotent: later outcomes for a finished or deleted job are ignored.
 */
@UseCase
public class CompleteTraining {

    private final TrainingJobRepository jobs;
    private final TrainingQueue queue;
    private final StoppedTrainingQueue stopped;
    private final TrainedModelPublisher models;
    private final CheckpointRepository checkpoints;
    private final ModelStore store;
    private final Clock clock;

    public CompleteTraining(
            TrainingJobRepository jobs,
            TrainingQueue queue,
            StoppedTrainingQueue stopped,
            TrainedModelPublisher models,
            CheckpointRepository checkpoints,
            ModelStore store,
            Clock clock) {
        this.jobs = jobs;
        this.queue = queue;
        this.stopped = stopped;
        this.models = models;
        this.checkpoints = checkpoints;
        this.store = store;
        this.clock = clock;
    }

    /** Ends the job if it has not ended yet; otherwise false. */
    public boolean complete(TrainingJob job, TrainingOutcome outcome) {
        return complete(job, outcome, jobs::end);
    }

    /** Ends the job if it has not ended yet and the claim on it is not lost; otherwise false. */
    public boolean complete(TrainingJob job, TrainingOutcome outcome, TrainingQueue.Claim claim) {
        return complete(job, outcome, ended -> queue.complete(claim, ended));
    }

    /** Deletes what a worker whose claim was lost had stored, unless the job has ended or another worker runs it. */
    public void abandon(TrainingJob job) {
        if (isStopped(job)
                || jobs.find(job.id()).filter(found -> found.status().isEnd()).isEmpty()) {
            dropUnlessWanted(job);
        }
    }

    /** Whether a client has stopped or removed the job. */
    public boolean isStopped(TrainingJob job) {
        return jobs.find(job.id())
                .filter(found -> found.status() != TrainingStatus.STOPPED)
                .isEmpty();
    }

    /** The training, if it was stopped and what it saved was not kept yet. */
    public Optional<StoppedTraining> findStopped(TrainingId id) {
        return stopped.find(id);
    }

    /**
     * Makes a checkpoint of what a training had saved in this folder when a client stopped it, or deletes the folder when
     * that is nothing.
     */
    public void keep(StoppedTraining training, StorageUri folder, List<CheckpointFileName> saved) {
        if (saved.isEmpty()) {
            store.deleteQuietly(folder);
        } else {
            models.publish(training.id(), training.user(), folder, saved);
        }
        stopped.remove(training.id());
    }

    private boolean complete(TrainingJob job, TrainingOutcome outcome, Predicate<TrainingJob> record) {
        Optional<TrainingStatus> status = jobs.find(job.id()).map(TrainingJob::status);
        if (status.isPresent() && status.get().isEnd()) {
            return false;
        }
        boolean recorded = status.isPresent() && record.test(ended(job, outcome));
        // What a stopped training delivers is kept by what sees to it.
        if (!recorded && stopped.find(job.id()).isEmpty()) {
            dropUnlessWanted(job);
        }
        return recorded;
    }

    private TrainingJob ended(TrainingJob job, TrainingOutcome outcome) {
        if (outcome instanceof TrainingOutcome.Succeeded result) {
            List<String> names = models.publish(job, result.models());
            return job.complete(names, clock.instant());
        }
        TrainingOutcome.Failed failure = (TrainingOutcome.Failed) outcome;
        List<String> saved = failure.models().isEmpty() ? List.of() : models.publish(job, failure.models());
        return job.fail(failure.reason(), saved, clock.instant());
    }

    /**
     * The job was stopped, removed or claimed by another worker meanwhile: it has no models then, unless that worker
     * has recorded some.
     */
    private void dropUnlessWanted(TrainingJob job) {
        Optional<TrainingJob> found = jobs.find(job.id());
        if (found.filter(recorded -> !recorded.models().isEmpty()).isPresent()) {
            return;
        }
        checkpoints.delete(job.id().checkpoint());
        if (found.filter(recorded -> !recorded.status().isEnd()).isPresent()) {
            return; // another worker may be writing to the same location
        }
        store.deleteQuietly(job.input());
        store.deleteQuietly(job.output());
        store.deleteQuietly(StorageLayout.trainingSamples(job.output()));
    }
}
