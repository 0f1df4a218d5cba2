package dev.atelier.sagemaker.training;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import java.time.Clock;

/** Ports that trainings use. */
public record TrainingPorts(
        TrainingJobRepository jobs,
        TrainingQueue queue,
        CompleteTraining complete,
        ModelStore store,
        ModelFileInspector inspector,
        Clock clock) {}
