package dev.atelier.localgpu;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.SyncNodeCheckpoints;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.localgpu.endpoint.EndpointObserver;
import dev.atelier.localgpu.endpoint.LocalGpuEndpointProvisioner;
import dev.atelier.localgpu.inference.JobCompletionWaiter;
import dev.atelier.localgpu.inference.LocalGpuInferenceRunner;
import dev.atelier.localgpu.inference.NodeEligibilityCheck;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.node.NodeModelPublisher;
import dev.atelier.localgpu.node.NodeMonitor;
import dev.atelier.localgpu.node.NodeWorkerPool;
import dev.atelier.localgpu.node.PlacedModels;
import dev.atelier.localgpu.node.Ports;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Wires this backend. */
@LocalGpuEnabled
@Factory
final class LocalGpuFactory {

    private final LocalGpuConfiguration configuration;
    private final Clock clock;

    LocalGpuFactory(LocalGpuConfiguration configuration, Clock clock) {
        this.configuration = configuration;
        this.clock = clock;
    }

    @Singleton
    @Bean(preDestroy = "shutdown")
    LocalGpuExecutor localGpuExecutor() {
        return new LocalGpuExecutor();
    }

    @Singleton
    @Bean(preDestroy = "close")
    LocalGpuResources localGpuResources(NodeSettingsResolver nodes, ModelStore store, ModelFileInspector inspector) {
        return LocalGpuResources.open(nodes, configuration, store, inspector, clock);
    }

    @Singleton
    EndpointObserver endpointObserver(LocalGpuResources localGpuResources) {
        return new EndpointObserver(localGpuResources.nodes(), configuration.endpointStartTimeout(), clock);
    }

    @Singleton
    NodeMonitor nodeMonitor(
            LocalGpuResources localGpuResources,
            SyncNodeCheckpoints publish,
            CheckPlacedModel check,
            ReconcileEndpoints reconcile,
            EndpointObserver observer,
            LocalGpuExecutor localGpuExecutor) {
        NodeModelPublisher models = new NodeModelPublisher(localGpuResources.nodes(), publish);
        PlacedModels placed = new PlacedModels(
                localGpuResources.nodes(),
                check,
                configuration.health().modelsInterval(),
                clock,
                localGpuExecutor.threads());
        return new NodeMonitor(
                localGpuResources.nodes(),
                List.of(
                        placed::compareIfDue,
                        models::update,
                        () -> reconcile.refresh(LocalGpuEnabled.BACKEND, observer::observe)),
                configuration.health(),
                clock,
                localGpuExecutor.threads());
    }

    @Singleton
    BackendRegistry.ComputeBackend backend(
            LocalGpuResources localGpuResources,
            NodeMonitor nodeMonitor,
            EndpointObserver observer,
            InferenceQueue queue,
            InferenceJobRepository jobs,
            NotificationBus notificationBus,
            TrainingRunner trainer,
            LocalGpuExecutor localGpuExecutor) {
        GpuNodeRegistry gpuNodeRegistry = localGpuResources.nodes();
        return new BackendRegistry.ComputeBackend(
                LocalGpuEnabled.BACKEND,
                localGpuResources.description(),
                new LocalGpuEndpointProvisioner(gpuNodeRegistry, observer, nodeMonitor::triggerNow),
                new LocalGpuInferenceRunner(
                        queue,
                        notificationBus,
                        new NodeEligibilityCheck(gpuNodeRegistry),
                        new JobCompletionWaiter(
                                notificationBus, jobs, configuration.realTimeTimeout(), localGpuExecutor.threads())),
                trainer);
    }

    @Singleton
    Ports ports(
            EndpointRepository endpoints,
            InferenceQueue queue,
            InferenceJobRepository jobs,
            ModelStore store,
            NotificationBus notificationBus,
            CompleteInference complete,
            PayloadRules rules,
            CheckPayload check) {
        return new Ports(endpoints, queue, jobs, store, notificationBus, complete, rules, check, clock);
    }

    @Singleton
    @Bean(preDestroy = "close")
    NodeWorkerPool nodeWorkerPool(
            LocalGpuResources localGpuResources,
            NodeMonitor nodeMonitor,
            Ports ports,
            LocalGpuExecutor localGpuExecutor) {
        return new NodeWorkerPool(
                LocalGpuEnabled.BACKEND,
                localGpuResources.nodes(),
                nodeMonitor,
                ports,
                configuration.jobs(),
                localGpuResources.tempDir(),
                localGpuExecutor.threads());
    }
}
