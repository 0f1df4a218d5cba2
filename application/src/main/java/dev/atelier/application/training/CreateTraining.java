package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.training.TrainingJob;

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
        TrainingJob job = trainings.create(
                caller, command, (id, model) -> layout.training(CheckpointType.STABLE_DIFFUSION, model, id));
        jobs.add(job);
        return job;
    }
}
