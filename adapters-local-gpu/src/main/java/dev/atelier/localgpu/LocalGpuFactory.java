package dev.atelier.localgpu;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.application.checkpoint.SyncNodeCheckpoints;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.inference.WaitForInference;
import dev.atelier.application.node.AddedNodes;
import dev.atelier.application.node.NodeDrains;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.localgpu.endpoint.EndpointObserver;
import dev.atelier.localgpu.endpoint.LocalGpuEndpointProvisioner;
import dev.atelier.localgpu.inference.LocalGpuCapabilities;
import dev.atelier.localgpu.inference.LocalGpuInferenceRunner;
import dev.atelier.localgpu.node.AddedNodeSync;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.node.LocalGpuNodes;
import dev.atelier.localgpu.node.NodeModelPublisher;
import dev.atelier.localgpu.node.NodeMonitor;
import dev.atelier.localgpu.node.NodeWorkerFactory;
import dev.atelier.localgpu.node.NodeWorkerPool;
import dev.atelier.localgpu.node.PlacedModels;
import dev.atelier.localgpu.node.UnservableJobs;
import dev.atelier.localgpu.node.WaitEstimate;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Wires this backend. */
@LocalGpuEnabled
@Factory
final class LocalGpuFactory {

    /** Clients read all lists when they start. */
    private static final Duration CAPABILITIES_LIFETIME = Duration.ofSeconds(15);

    private static final Duration CAPABILITIES_USABLE = Duration.ofMinutes(2);

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
    LocalGpuResources localGpuResources(NodeSettingsResolver nodes, AddedNodes added, GpuNodeOpener opener) {
        return LocalGpuResources.open(nodes, configuration, added, opener);
    }

    @Singleton
    EndpointObserver endpointObserver(LocalGpuResources localGpuResources) {
        return new EndpointObserver(localGpuResources.nodes(), configuration.endpointStartTimeout(), clock);
    }

    @Singleton
    UnservableJobs unservableJobs(
            LocalGpuResources localGpuResources,
            NodeDrains drains,
            EndpointRepository endpoints,
            InferenceQueue queue,
            InferenceJobRepository jobs,
            CompleteInference complete) {
        return new UnservableJobs(
                LocalGpuEnabled.BACKEND,
                localGpuResources.nodes(),
                drains,
                endpoints,
                queue,
                jobs,
                complete,
                configuration.jobs().unservableTimeout());
    }

    @Singleton
    NodeMonitor nodeMonitor(
            LocalGpuResources localGpuResources,
            SyncNodeCheckpoints publish,
            CheckPlacedModel check,
            ReconcileEndpoints reconcile,
            EndpointObserver observer,
            UnservableJobs unservable,
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
                        () -> reconcile.refresh(LocalGpuEnabled.BACKEND, observer::observe),
                        unservable::update),
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
            EndpointLookup endpoints,
            NotificationBus notificationBus,
            TrainingRunner trainer,
            AddedNodeSync addedNodeSync,
            LocalGpuExecutor localGpuExecutor) {
        GpuNodeRegistry gpuNodeRegistry = localGpuResources.nodes();
        return new BackendRegistry.ComputeBackend(
                LocalGpuEnabled.BACKEND,
                localGpuResources.description(),
                new LocalGpuEndpointProvisioner(gpuNodeRegistry, observer, nodeMonitor::triggerNow),
                new LocalGpuInferenceRunner(
                        queue,
                        notificationBus,
                        gpuNodeRegistry,
                        new WaitForInference(notificationBus, jobs, localGpuExecutor.threads()),
                        new WaitEstimate(gpuNodeRegistry, endpoints, queue),
                        configuration.realTimeTimeout()),
                trainer,
                new LocalGpuCapabilities(gpuNodeRegistry, CAPABILITIES_LIFETIME, CAPABILITIES_USABLE),
                new LocalGpuNodes(
                        LocalGpuEnabled.BACKEND, gpuNodeRegistry, addedNodeSync, configuration.maxAddedNodes()));
    }

    @Singleton
    NodeWorkerFactory nodeWorkerFactory(
            LocalGpuResources localGpuResources,
            EndpointLookup endpoints,
            InferenceQueue queue,
            NotificationBus notificationBus,
            CompleteInference complete,
            ModelStore store,
            CheckPayload check,
            PayloadRules rules,
            LocalGpuExecutor localGpuExecutor) {
        return new NodeWorkerFactory(
                LocalGpuEnabled.BACKEND,
                localGpuResources.nodes(),
                endpoints,
                queue,
                notificationBus,
                complete,
                store,
                check,
                rules,
                configuration.jobs(),
                clock,
                localGpuResources.tempDir(),
                localGpuExecutor.threads());
    }

    @Singleton
    @Bean(preDestroy = "close")
    NodeWorkerPool nodeWorkerPool(NodeMonitor nodeMonitor, NodeWorkerFactory factory) {
        return new NodeWorkerPool(nodeMonitor, factory, configuration.jobs().stopGrace());
    }

    @Singleton
    @Bean(preDestroy = "close")
    AddedNodeSync addedNodeSync(
            LocalGpuResources localGpuResources,
            AddedNodes added,
            InferenceQueue queue,
            NodeWorkerPool pool,
            NodeMonitor nodeMonitor,
            NotificationBus notificationBus) {
        return new AddedNodeSync(
                localGpuResources.nodes(),
                added,
                queue,
                localGpuResources.opener(),
                pool,
                nodeMonitor,
                notificationBus);
    }
}
