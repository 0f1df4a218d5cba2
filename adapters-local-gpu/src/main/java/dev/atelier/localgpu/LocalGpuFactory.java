package dev.atelier.localgpu;

import dev.atelier.application.Backends;
import dev.atelier.application.Signals;
import dev.atelier.application.checkpoint.PublishNodeModels;
import dev.atelier.application.endpoint.Endpoints;
import dev.atelier.application.endpoint.RefreshEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobs;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.training.TrainingRunner;
import dev.atelier.localgpu.endpoint.LocalGpuProvisioner;
import dev.atelier.localgpu.inference.LocalGpuRunner;
import dev.atelier.localgpu.inference.ServingNodes;
import dev.atelier.localgpu.inference.Waiting;
import dev.atelier.localgpu.node.NodePool;
import dev.atelier.localgpu.node.Nodes;
import dev.atelier.localgpu.node.Ports;
import dev.atelier.localgpu.node.PublishedModels;
import dev.atelier.localgpu.node.Rounds;
import io.micronaut.context.BeanProvider;
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
    Site site(ConfiguredNodes nodes, ModelStore store) {
        return Site.open(nodes, configuration, store, clock);
    }

    /** {@code refresh} needs the backends, and they need the provisioner, which needs the rounds: so it comes later. */
    @Singleton
    Rounds rounds(Site site, PublishNodeModels publish, BeanProvider<RefreshEndpoints> refresh, Helpers helpers) {
        PublishedModels models = new PublishedModels(site.nodes(), publish);
        return new Rounds(
                site.nodes(),
                List.of(models::update, () -> refresh.get().refresh(LocalGpuEnabled.BACKEND)),
                configuration.health(),
                clock,
                helpers.threads());
    }

    @Singleton
    Backends.Backend backend(
            Site site,
            Rounds rounds,
            InferenceQueue queue,
            InferenceJobs jobs,
            Signals signals,
            TrainingRunner trainer,
            Helpers helpers) {
        Nodes nodes = site.nodes();
        return new Backends.Backend(
                LocalGpuEnabled.BACKEND,
                site.description(),
                new LocalGpuProvisioner(nodes, rounds::soon, configuration.endpointStartTimeout(), clock),
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
