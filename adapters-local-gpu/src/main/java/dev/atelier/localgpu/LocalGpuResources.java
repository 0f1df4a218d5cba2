package dev.atelier.localgpu;

import dev.atelier.application.ConfigurationChecks;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.demo.DemoWebUiServer;
import dev.atelier.localgpu.node.GpuNode;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.node.HealthCheckConfiguration;
import dev.atelier.localgpu.node.NodeSettings;
import dev.atelier.localgpu.webui.WebUiClient;
import dev.atelier.localgpu.webui.WebUiTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes, including the demo node if none is configured, and the temporary directory for their responses. */
final class LocalGpuResources implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalGpuResources.class);

    private final GpuNodeRegistry gpuNodeRegistry;
    private final TemporaryDirectory temporaryDirectory;
    private final Optional<DemoWebUiServer> demo;

    private LocalGpuResources(
            GpuNodeRegistry gpuNodeRegistry, TemporaryDirectory temporaryDirectory, Optional<DemoWebUiServer> demo) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.temporaryDirectory = temporaryDirectory;
        this.demo = demo;
    }

    static LocalGpuResources open(
            NodeSettingsResolver configured,
            LocalGpuConfiguration configuration,
            ModelStore store,
            ModelFileInspector inspector,
            Clock clock,
            Activities activities,
            Tracer tracer) {
        TemporaryDirectory temporaryDirectory = TemporaryDirectory.configured(
                LocalGpuConfiguration.KEY + ".temp-dir", configuration.tempDir(), LOG::debug);
        Optional<DemoWebUiServer> demo = configured.list().isEmpty()
                ? Optional.of(startDemo(configuration, temporaryDirectory))
                : Optional.empty();
        List<NodeSettings> settings = demo.map(node -> List.of(configured.demo(node.url(), node.modelsDir())))
                .orElseGet(configured::list);
        Map<Path, NodeModelCache> folders = new HashMap<>();
        List<GpuNode> nodes = settings.stream()
                .map(node -> new GpuNode(
                        node,
                        new WebUiClient(node.url().base(), timeouts(configuration)),
                        node.modelsDir()
                                .map(folder -> folders.computeIfAbsent(
                                        folder,
                                        path -> new NodeModelCache(
                                                path, node.modelsMaxBytes(), store, inspector, clock))),
                        configuration.health(),
                        clock,
                        activities,
                        tracer))
                .toList();
        return new LocalGpuResources(new GpuNodeRegistry(nodes), temporaryDirectory, demo);
    }

    GpuNodeRegistry nodes() {
        return gpuNodeRegistry;
    }

    /** One line for the startup log. */
    String description() {
        String names = gpuNodeRegistry.all().stream().map(GpuNode::name).collect(Collectors.joining(", "));
        return demo.isPresent()
                ? "the demo node, which generates with a tiny model on this machine's CPU"
                : "GPU nodes " + names;
    }

    Path tempDir() {
        return temporaryDirectory.path();
    }

    @Override
    public void close() {
        gpuNodeRegistry.all().forEach(GpuNode::close);
        demo.ifPresent(DemoWebUiServer::close);
        temporaryDirectory.close();
    }

    private static DemoWebUiServer startDemo(
            LocalGpuConfiguration configuration, TemporaryDirectory temporaryDirectory) {
        LOG.info(
                "No GPU nodes are configured ({}.nodes is empty), so the demo node is started",
                LocalGpuConfiguration.KEY);
        return DemoWebUiServer.start(
                0, demoFolder(configuration.demoDir(), temporaryDirectory).resolve("models"));
    }

    private static Path demoFolder(String configured, TemporaryDirectory temporaryDirectory) {
        try {
            return configured == null || configured.isBlank()
                    ? temporaryDirectory.file("demo-node")
                    : Files.createDirectories(Path.of(configured).toAbsolutePath());
        } catch (IOException | IllegalArgumentException e) {
            throw ConfigurationChecks.rejected(
                    LocalGpuConfiguration.KEY + ".demo-dir", configured, "a folder that this service may write to");
        }
    }

    private static WebUiTimeouts timeouts(LocalGpuConfiguration configuration) {
        HealthCheckConfiguration health = configuration.health();
        return new WebUiTimeouts(
                health.connectTimeout(),
                health.answerTimeout(),
                configuration.jobs().timeout());
    }
}
