package dev.atelier.localgpu.training;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import java.time.Clock;

/** The ports and use cases that local trainings need. */
public record TrainingPorts(
        TrainingJobRepository jobs,
        TrainingQueue queue,
        CompleteTraining complete,
        ModelStore store,
        ModelFileInspector inspector,
        NotificationBus signals,
        Clock clock) {}
