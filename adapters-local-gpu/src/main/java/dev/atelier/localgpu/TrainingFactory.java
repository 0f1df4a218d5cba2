package dev.atelier.localgpu;

import dev.atelier.application.Signals;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.localgpu.training.LocalGpuTrainer;
import dev.atelier.localgpu.training.TrainingPorts;
import dev.atelier.localgpu.training.TrainingSettings;
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
    TrainingRunner trainer(TrainingSettings settings, TrainingQueue queue, Signals signals) {
        return new LocalGpuTrainer(settings, queue, signals);
    }

    @Singleton
    @Bean(preDestroy = "close")
    TrainingWorker worker(
            TrainingSettings settings,
            TrainingJobRepository jobs,
            TrainingQueue queue,
            CompleteTraining complete,
            ModelStore store,
            ModelFileInspector inspector,
            Signals signals,
            Clock clock) {
        TrainingPorts ports = new TrainingPorts(jobs, queue, complete, store, inspector, signals, clock);
        return new TrainingWorker(LocalGpuEnabled.BACKEND, ports, settings);
    }
}
