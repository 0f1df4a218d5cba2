package dev.atelier.localgpu;

import dev.atelier.application.Signals;
import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.PublishNodeModels;
import dev.atelier.application.compute.Backends;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.endpoint.Endpoints;
import dev.atelier.application.endpoint.RefreshEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobs;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.localgpu.endpoint.EndpointObserver;
import dev.atelier.localgpu.endpoint.LocalGpuProvisioner;
import dev.atelier.localgpu.inference.LocalGpuRunner;
import dev.atelier.localgpu.inference.ServingNodes;
import dev.atelier.localgpu.inference.Waiting;
import dev.atelier.localgpu.node.NodePool;
import dev.atelier.localgpu.node.Nodes;
import dev.atelier.localgpu.node.PlacedModels;
import dev.atelier.localgpu.node.Ports;
import dev.atelier.localgpu.node.PublishedModels;
import dev.atelier.localgpu.node.Rounds;
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
    Helpers helpers() {
        return new Helpers();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Site site(ConfiguredNodes nodes, ModelStore store, ModelFileInspector inspector) {
        return Site.open(nodes, configuration, store, inspector, clock);
    }

    @Singleton
    EndpointObserver endpointObserver(Site site) {
        return new EndpointObserver(site.nodes(), configuration.endpointStartTimeout(), clock);
    }

    @Singleton
    Rounds rounds(
            Site site,
            PublishNodeModels publish,
            CheckPlacedModel check,
            RefreshEndpoints refresh,
            EndpointObserver observer,
            Helpers helpers) {
        PublishedModels models = new PublishedModels(site.nodes(), publish);
        PlacedModels placed = new PlacedModels(
                site.nodes(), check, configuration.health().modelsInterval(), clock, helpers.threads());
        return new Rounds(
                site.nodes(),
                List.of(
                        placed::compareIfDue,
                        models::update,
                        () -> refresh.refresh(LocalGpuEnabled.BACKEND, observer::observe)),
                configuration.health(),
                clock,
                helpers.threads());
    }

    @Singleton
    Backends.Backend backend(
            Site site,
            Rounds rounds,
            EndpointObserver observer,
            InferenceQueue queue,
            InferenceJobs jobs,
            Signals signals,
            TrainingRunner trainer,
            Helpers helpers) {
        Nodes nodes = site.nodes();
        return new Backends.Backend(
                LocalGpuEnabled.BACKEND,
                site.description(),
                new LocalGpuProvisioner(nodes, observer, rounds::triggerNow),
                new LocalGpuRunner(
                        queue,
                        signals,
                        new ServingNodes(nodes),
                        new Waiting(signals, jobs, configuration.realTimeWait(), helpers.threads())),
                trainer);
    }

    @Singleton
    Ports ports(
            Endpoints endpoints,
            InferenceQueue queue,
            InferenceJobs jobs,
            ModelStore store,
            Signals signals,
            CompleteInference complete,
            PayloadRules rules,
            CheckPayload check) {
        return new Ports(endpoints, queue, jobs, store, signals, complete, rules, check, clock);
    }

    @Singleton
    @Bean(preDestroy = "close")
    NodePool pool(Site site, Rounds rounds, Ports ports, Helpers helpers) {
        return new NodePool(
                LocalGpuEnabled.BACKEND,
                site.nodes(),
                rounds,
                ports,
                configuration.jobs(),
                site.spool(),
                helpers.threads());
    }
}
