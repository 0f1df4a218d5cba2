package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.util.Optional;

/** Creates the training of a LoRA; {@link StartTraining} submits it. */
@UseCase
public class CreateTraining {

    private final TrainingJobFactory trainings;
    private final TrainingJobRepository jobs;
    private final StorageLayout layout;

    public CreateTraining(TrainingJobFactory trainings, TrainingJobRepository jobs, StorageLayout layout) {
        this.trainings = trainings;
        this.jobs = jobs;
        this.layout = layout;
    }

    public TrainingJob register(Caller caller, CreateAndStartTraining.Command command) {
        return register(caller, command, trainings.newId());
    }

    /** As above, with an id of the caller's choice. */
    public TrainingJob register(Caller caller, CreateAndStartTraining.Command command, TrainingId chosen) {
        TrainingJob job = trainings.create(
                caller, command, chosen, (id, model) -> layout.training(CheckpointType.STABLE_DIFFUSION, model, id));
        jobs.add(job);
        return job;
    }

    /** The training, if an earlier call has created it. */
    public Optional<TrainingJob> recall(Caller caller, TrainingId id) {
        caller.require(ResourceType.TRAIN, Action.CREATE);
        return OwnershipGuard.TRAINING.findIfPresent(jobs::find, caller, id);
    }
}
