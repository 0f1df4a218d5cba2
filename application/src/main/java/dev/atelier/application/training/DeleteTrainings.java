package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Stops trainings and deletes them. Their models stay, which are checkpoints: also the epochs that a
 * failed or stopped one saved.
 */
@UseCase
public class DeleteTrainings {

    private final TrainingJobRepository jobs;
    private final ModelStore store;
    private final BackendRegistry backendRegistry;
    private final Clock clock;

    public DeleteTrainings(TrainingJobRepository jobs, ModelStore store, BackendRegistry backendRegistry, Clock clock) {
        this.jobs = jobs;
        this.store = store;
        this.backendRegistry = backendRegistry;
        this.clock = clock;
    }

    /** Deletes those of the ids that exist; if one of them may not be deleted, none is. */
    public void delete(Caller caller, Collection<TrainingId> ids) {
        caller.require(ResourceType.TRAIN, Action.ALL);
        List<TrainingJob> found =
                ids.stream().map(jobs::find).flatMap(Optional::stream).toList();
        found.forEach(job -> caller.requireOwnership(job.user(), "training " + job.id()));
        found.forEach(this::delete);
    }

    private void delete(TrainingJob job) {
        if (!job.status().isEnd() || job.status() == TrainingStatus.STOPPED) {
            stop(job);
        }
        jobs.find(job.id()).ifPresent(this::deleteFiles);
        // Last, so that the deletion can be repeated after a failure above.
        jobs.delete(job.id());
    }

    private void stop(TrainingJob job) {
        TrainingRunner trainer = backendRegistry.trainer(job.plan().backend());
        // First, because a training whose stop fails goes on, and is not Stopped. Also one that was stopped before.
        trainer.stop(job);
        if (!job.status().isEnd()) {
            // Then no replica claims it; if it has just ended, that outcome stays.
            jobs.end(job.stop(clock.instant()));
            // A replica may have claimed it between the two.
            trainer.stop(job);
        }
    }

    private void deleteFiles(TrainingJob job) {
        boolean hasModels = !job.models().isEmpty() || mayDeliver(job);
        try {
            store.deleteAll(job.input());
            store.deleteAll(StorageLayout.trainingSamples(job.output()));
            store.deleteAll(hasModels ? StorageLayout.trainingLog(job.output()) : job.output());
        } catch (IOException e) {
            throw new UncheckedIOException("deleting the files of training " + job.id(), e);
        }
    }

    private boolean mayDeliver(TrainingJob job) {
        return job.status() == TrainingStatus.STOPPED
                && backendRegistry.trainer(job.plan().backend()).deliversAfterStop();
    }
}
