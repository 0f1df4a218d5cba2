package dev.atelier.sagemaker;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.PayloadReader;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCheckpointRepository;
import dev.atelier.application.testing.InMemoryEndpointRepository;
import dev.atelier.application.testing.InMemoryInferenceJobRepository;
import dev.atelier.application.testing.InMemoryInferenceQueue;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryModelDescriptionReader;
import dev.atelier.application.testing.InMemoryNotificationBus;
import dev.atelier.application.testing.InMemoryPayloads;
import dev.atelier.application.testing.InMemoryRemoteInvocationRepository;
import dev.atelier.application.testing.InMemoryTrainingJobRepository;
import dev.atelier.application.testing.InMemoryUserRepository;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.StoppedTrainingQueue;
import dev.atelier.application.training.TrainedModelPublisher;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** In-memory ports for the context; the test provides the store. */
@Factory
@Requires(property = "test.in-memory-ports")
final class InMemoryPortsFactory {

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    StorageLayout layout() {
        return new StorageLayout("atelier");
    }

    @Singleton
    InMemoryInferenceJobRepository jobs() {
        return new InMemoryInferenceJobRepository();
    }

    @Singleton
    RemoteInvocationRepository invocations(InMemoryInferenceJobRepository jobs) {
        return new InMemoryRemoteInvocationRepository(jobs);
    }

    @Singleton
    EndpointRepository endpoints() {
        return new InMemoryEndpointRepository();
    }

    @Singleton
    NotificationBus signals() {
        return new InMemoryNotificationBus();
    }

    @Singleton
    CompleteInference complete(
            InMemoryInferenceJobRepository jobs, ModelStore store, NotificationBus notificationBus, Clock clock) {
        return new CompleteInference(
                jobs, new InMemoryInferenceQueue(jobs, clock), store, notificationBus, clock, Activities.unheard());
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
    InMemoryTrainingJobRepository trainings(Clock clock) {
        return new InMemoryTrainingJobRepository(clock);
    }

    @Singleton
    StoppedTrainingQueue stoppedTrainings(InMemoryTrainingJobRepository trainings) {
        return trainings.stopped();
    }

    @Singleton
    CompleteTraining completeTraining(InMemoryTrainingJobRepository trainings, ModelStore store, Clock clock) {
        InMemoryCheckpointRepository checkpoints = new InMemoryCheckpointRepository();
        return new CompleteTraining(
                trainings,
                trainings,
                trainings.stopped(),
                new TrainedModelPublisher(
                        checkpoints,
                        new InMemoryUserRepository(),
                        InMemoryModelDescriptionReader.describer(store, checkpoints),
                        clock),
                checkpoints,
                store,
                clock);
    }

    @Singleton
    ModelFileInspector inspector() {
        return new InMemoryInspector();
    }

    @Singleton
    BackendRegistry backends(List<BackendRegistry.ComputeBackend> backends) {
        return new BackendRegistry(backends, SageMakerEnabled.BACKEND);
    }

    @Singleton
    ReconcileEndpoints refresh(EndpointRepository endpoints, Clock clock) {
        return new ReconcileEndpoints(endpoints, clock);
    }
}
