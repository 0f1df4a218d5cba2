package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.util.Optional;

/** Submits a created training to its backend. */
@UseCase
public class StartTraining {

    private final TrainingJobRepository jobs;
    private final BackendRegistry backendRegistry;
    private final TrainingDatasetResolver data;

    public StartTraining(TrainingJobRepository jobs, BackendRegistry backendRegistry, TrainingDatasetResolver data) {
        this.jobs = jobs;
        this.data = data;
        this.backendRegistry = backendRegistry;
    }

    /** The training, if an earlier call has submitted it. */
    public Optional<TrainingJob> recall(Caller caller, TrainingId id) {
        caller.require(ResourceType.TRAIN, Action.CREATE);
        return OwnershipGuard.TRAINING
                .findIfPresent(jobs::find, caller, id)
                .filter(job -> job.status() != TrainingStatus.INITIAL);
    }

    /** The job as it was submitted. Of concurrent calls one succeeds. */
    public TrainingJob start(Caller caller, TrainingId id) {
        caller.require(ResourceType.TRAIN, Action.CREATE);
        TrainingJob started =
                OwnershipGuard.TRAINING.find(jobs::find, caller, id).queue();
        TrainingRunner runner = backendRegistry.trainer(started.plan().backend());
        runner.requireReady();
        data.recheck(caller, started.plan());
        if (!runner.startInitial(started)) {
            throw OwnershipGuard.TRAINING.find(jobs::find, caller, id).status().isEnd()
                    ? new InvalidRequestException("training " + id + " was stopped before it could be started")
                    : new InvalidRequestException("training " + id + " was started by another call already");
        }
        return started;
    }
}
