package dev.atelier.sagemaker;

import dev.atelier.application.Signals;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.compute.Backends;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.RefreshEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.Invocations;
import dev.atelier.application.inference.PayloadReader;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryDemoCheckpointCatalog;
import dev.atelier.application.testing.InMemoryEndpointRepository;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryInvocations;
import dev.atelier.application.testing.InMemoryJobs;
import dev.atelier.application.testing.InMemoryPayloads;
import dev.atelier.application.testing.InMemorySignals;
import dev.atelier.application.testing.InMemoryTrainings;
import dev.atelier.application.testing.InMemoryUserRepository;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainedModels;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** The rest of the house, as bootstrap wires it, with ports in memory; the store is for the test to give. */
@Factory
@Requires(property = "test.house")
final class House {

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    StorageLayout layout() {
        return new StorageLayout("atelier");
    }

    @Singleton
    InMemoryJobs jobs() {
        return new InMemoryJobs();
    }

    @Singleton
    Invocations invocations(InMemoryJobs jobs) {
        return new InMemoryInvocations(jobs);
    }

    @Singleton
    EndpointRepository endpoints() {
        return new InMemoryEndpointRepository();
    }

    @Singleton
    Signals signals() {
        return new InMemorySignals();
    }

    @Singleton
    CompleteInference complete(InMemoryJobs jobs, ModelStore store, Signals signals, Clock clock) {
        return new CompleteInference(jobs, store, signals, clock);
    }

    @Singleton
    PayloadReader payloads() {
        return new InMemoryPayloads();
    }

    @Singleton
    CheckPayload check() {
        return new InMemoryAtelier().check;
    }

    @Singleton
    InMemoryTrainings trainings(Clock clock) {
        return new InMemoryTrainings(clock);
    }

    @Singleton
    CompleteTraining completeTraining(InMemoryTrainings trainings, ModelStore store, Clock clock) {
        InMemoryDemoCheckpointCatalog checkpoints = new InMemoryDemoCheckpointCatalog();
        return new CompleteTraining(
                trainings,
                new TrainedModels(checkpoints, new InMemoryUserRepository(), clock),
                checkpoints,
                store,
                clock);
    }

    @Singleton
    ModelFileInspector inspector() {
        return new InMemoryInspector();
    }

    @Singleton
    Backends backends(List<Backends.Backend> backends) {
        return new Backends(backends, SageMakerEnabled.BACKEND);
    }

    @Singleton
    RefreshEndpoints refresh(EndpointRepository endpoints, Clock clock) {
        return new RefreshEndpoints(endpoints, clock);
    }
}
