package dev.atelier.localgpu;

import dev.atelier.application.activity.Activities;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.node.GpuNode;
import dev.atelier.localgpu.node.HealthCheckConfiguration;
import dev.atelier.localgpu.node.NodeOpener;
import dev.atelier.localgpu.node.NodeSettings;
import dev.atelier.localgpu.webui.WebUiClient;
import dev.atelier.localgpu.webui.WebUiTimeouts;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens nodes; those with one models folder share its cache. Thread-safe. */
@LocalGpuEnabled
@Singleton
final class GpuNodeOpener implements NodeOpener {

    private final NodeSettingsResolver configured;
    private final LocalGpuConfiguration configuration;
    private final ModelStore store;
    private final ModelFileInspector inspector;
    private final Clock clock;
    private final Activities activities;
    private final Tracer tracer;
    private final Map<Path, NodeModelCache> folders = new ConcurrentHashMap<>();

    GpuNodeOpener(
            NodeSettingsResolver configured,
            LocalGpuConfiguration configuration,
            ModelStore store,
            ModelFileInspector inspector,
            Clock clock,
            Activities activities,
            Tracer tracer) {
        this.configured = configured;
        this.configuration = configuration;
        this.store = store;
        this.inspector = inspector;
        this.clock = clock;
        this.activities = activities;
        this.tracer = tracer;
    }

    @Override
    public NodeSettings settings(NodeDefinition definition) {
        return configured.added(definition);
    }

    @Override
    public GpuNode open(NodeSettings node) {
        return new GpuNode(
                node,
                new WebUiClient(node.url().base(), timeouts()),
                node.modelsDir().map(folder -> folders.computeIfAbsent(folder, path -> cache(path, node))),
                configuration.health(),
                clock,
                activities,
                tracer);
    }

    private NodeModelCache cache(Path folder, NodeSettings node) {
        return new NodeModelCache(folder, node.modelsMaxBytes(), store, inspector, clock);
    }

    private WebUiTimeouts timeouts() {
        HealthCheckConfiguration health = configuration.health();
        return new WebUiTimeouts(
                health.connectTimeout(),
                health.answerTimeout(),
                configuration.jobs().timeout());
    }
}
