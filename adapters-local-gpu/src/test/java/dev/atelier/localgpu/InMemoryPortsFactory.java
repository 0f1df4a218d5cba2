package dev.atelier.localgpu;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.SyncNodeCheckpoints;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.node.AddedNodes;
import dev.atelier.application.node.NodeDrains;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryAddedNodes;
import dev.atelier.application.testing.InMemoryApiKeyRepository;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.application.testing.InMemoryCheckpointRepository;
import dev.atelier.application.testing.InMemoryEndpointRepository;
import dev.atelier.application.testing.InMemoryInferenceJobRepository;
import dev.atelier.application.testing.InMemoryInferenceQueue;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryModelDescriptionReader;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.InMemoryNotificationBus;
import dev.atelier.application.testing.InMemoryRoleRepository;
import dev.atelier.application.testing.InMemoryTrainingJobRepository;
import dev.atelier.application.testing.InMemoryUserRepository;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.application.tracing.Untraced;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainedModelPublisher;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** The beans that other modules provide, with in-memory ports. */
@Factory
@Requires(property = "test.house")
final class InMemoryPortsFactory {

    /** A queue that fails the test if it is used after its close. */
    static final class ClosableQueue extends InMemoryInferenceQueue {

        private volatile boolean closedBeneathWorkers;

        ClosableQueue(InMemoryInferenceJobRepository jobs) {
            super(jobs, Clock.systemUTC());
        }

        void close() {
            closedBeneathWorkers = workersRun();
        }

        boolean wasClosedBeneathWorkers() {
            return closedBeneathWorkers;
        }
    }

    static boolean workersRun() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.isAlive() && thread.getName().startsWith("gpu-127.0.0.1"));
    }

    @Singleton
    PayloadRules rules() {
        return new InMemoryAtelier().rules;
    }

    @Singleton
    CheckPayload check() {
        return new InMemoryAtelier().check;
    }

    @Singleton
    Tracer tracer() {
        return new Untraced();
    }

    @Singleton
    Activities activities() {
        return Activities.unheard();
    }

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    InMemoryInferenceJobRepository jobs() {
        return new InMemoryInferenceJobRepository();
    }

    @Singleton
    @Bean(
            preDestroy = "close",
            typed = {ClosableQueue.class, InferenceQueue.class})
    ClosableQueue queue(InMemoryInferenceJobRepository jobs) {
        return new ClosableQueue(jobs);
    }

    @Singleton
    NodeDrains drains(ClosableQueue queue) {
        return queue.drains();
    }

    @Singleton
    AddedNodes added(ClosableQueue queue, Clock clock) {
        return new InMemoryAddedNodes(queue.drains(), clock);
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
    ModelStore store(Clock clock) {
        return new InMemoryModelStore(clock);
    }

    @Singleton
    CompleteInference complete(
            InMemoryInferenceJobRepository jobs,
            InferenceQueue queue,
            ModelStore store,
            NotificationBus notificationBus,
            Clock clock) {
        return new CompleteInference(jobs, queue, store, notificationBus, clock, Activities.unheard());
    }

    @Singleton
    InMemoryTrainingJobRepository trainings(Clock clock) {
        return new InMemoryTrainingJobRepository(clock);
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
    CheckPlacedModel checkPlacedModel() {
        InMemoryUserRepository users = new InMemoryUserRepository();
        return new CheckPlacedModel(
                new InMemoryCheckpointRepository(),
                new AuthenticateCaller(new InMemoryCallerRepository(
                        new InMemoryApiKeyRepository(), users, new InMemoryRoleRepository(users))));
    }

    @Singleton
    SyncNodeCheckpoints publish(Clock clock) {
        return new SyncNodeCheckpoints(new InMemoryCheckpointRepository(), new StorageLayout("atelier"), clock);
    }

    @Singleton
    BackendRegistry backends(List<BackendRegistry.ComputeBackend> backends) {
        return new BackendRegistry(backends, LocalGpuEnabled.BACKEND);
    }

    @Singleton
    ReconcileEndpoints refresh(EndpointRepository endpoints, Clock clock) {
        return new ReconcileEndpoints(endpoints, clock);
    }
}
