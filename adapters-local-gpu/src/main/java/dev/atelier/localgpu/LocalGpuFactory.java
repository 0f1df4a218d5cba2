package dev.atelier.localgpu;

import dev.atelier.application.Signals;
import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.PublishNodeModels;
import dev.atelier.application.compute.Backends;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.RefreshEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.localgpu.endpoint.EndpointObserver;
import dev.atelier.localgpu.endpoint.LocalGpuProvisioner;
import dev.atelier.localgpu.inference.JobCompletionWaiter;
import dev.atelier.localgpu.inference.LocalGpuRunner;
import dev.atelier.localgpu.inference.ServingNodes;
import dev.atelier.localgpu.node.NodeMonitor;
import dev.atelier.localgpu.node.NodeWorkerPool;
import dev.atelier.localgpu.node.Nodes;
import dev.atelier.localgpu.node.PlacedModels;
import dev.atelier.localgpu.node.Ports;
import dev.atelier.localgpu.node.PublishedModels;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Puts this backend together. */
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
    LocalGpuExecutor helpers() {
        return new LocalGpuExecutor();
    }

    @Singleton
    @Bean(preDestroy = "close")
    LocalGpuResources site(ConfiguredNodes nodes, ModelStore store, ModelFileInspector inspector) {
        return LocalGpuResources.open(nodes, configuration, store, inspector, clock);
    }

    @Singleton
    EndpointObserver endpointObserver(LocalGpuResources localGpuResources) {
        return new EndpointObserver(localGpuResources.nodes(), configuration.endpointStartTimeout(), clock);
    }

    @Singleton
    NodeMonitor rounds(
            LocalGpuResources localGpuResources,
            PublishNodeModels publish,
            CheckPlacedModel check,
            RefreshEndpoints refresh,
            EndpointObserver observer,
            LocalGpuExecutor localGpuExecutor) {
        PublishedModels models = new PublishedModels(localGpuResources.nodes(), publish);
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
                        () -> refresh.refresh(LocalGpuEnabled.BACKEND, observer::observe)),
                configuration.health(),
                clock,
                localGpuExecutor.threads());
    }

    @Singleton
    Backends.Backend backend(
            LocalGpuResources localGpuResources,
            NodeMonitor nodeMonitor,
            EndpointObserver observer,
            InferenceQueue queue,
            InferenceJobRepository jobs,
            Signals signals,
            TrainingRunner trainer,
            LocalGpuExecutor localGpuExecutor) {
        Nodes nodes = localGpuResources.nodes();
        return new Backends.Backend(
                LocalGpuEnabled.BACKEND,
                localGpuResources.description(),
                new LocalGpuProvisioner(nodes, observer, nodeMonitor::triggerNow),
                new LocalGpuRunner(
                        queue,
                        signals,
                        new ServingNodes(nodes),
                        new JobCompletionWaiter(
                                signals, jobs, configuration.realTimeWait(), localGpuExecutor.threads())),
                trainer);
    }

    @Singleton
    Ports ports(
            EndpointRepository endpoints,
            InferenceQueue queue,
            InferenceJobRepository jobs,
            ModelStore store,
            Signals signals,
            CompleteInference complete,
            PayloadRules rules,
            CheckPayload check) {
        return new Ports(endpoints, queue, jobs, store, signals, complete, rules, check, clock);
    }

    @Singleton
    @Bean(preDestroy = "close")
    NodeWorkerPool pool(
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
                localGpuResources.spool(),
                localGpuExecutor.threads());
    }
}
