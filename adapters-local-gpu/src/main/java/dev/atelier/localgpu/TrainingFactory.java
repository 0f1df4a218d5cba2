package dev.atelier.localgpu;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.localgpu.training.LocalGpuTrainingRunner;
import dev.atelier.localgpu.training.TrainingConfiguration;
import dev.atelier.localgpu.training.TrainingFiles;
import dev.atelier.localgpu.training.TrainingWorker;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts together what trains. */
@LocalGpuEnabled
@Factory
final class TrainingFactory {

    @Singleton
    TrainingRunner trainer(TrainingConfiguration settings, TrainingQueue queue, NotificationBus notificationBus) {
        return new LocalGpuTrainingRunner(settings, queue, notificationBus);
    }

    @Singleton
    @Bean(preDestroy = "close")
    TrainingWorker worker(
            TrainingConfiguration settings,
            TrainingJobRepository jobs,
            TrainingQueue queue,
            CompleteTraining complete,
            ModelStore store,
            ModelFileInspector inspector,
            NotificationBus notificationBus,
            Clock clock) {
        TrainingFiles files = new TrainingFiles(store, inspector);
        return new TrainingWorker(
                LocalGpuEnabled.BACKEND, jobs, queue, complete, files, notificationBus, clock, settings);
    }
}
