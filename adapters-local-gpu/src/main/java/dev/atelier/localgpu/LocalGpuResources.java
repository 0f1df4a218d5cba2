package dev.atelier.localgpu;

import dev.atelier.application.ConfigurationChecks;
import dev.atelier.application.node.AddedNode;
import dev.atelier.application.node.AddedNodes;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.localgpu.demo.DemoWebUiServer;
import dev.atelier.localgpu.node.GpuNode;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.node.NodeOpener;
import dev.atelier.localgpu.node.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes, including the demo node if there is no other, and the temporary directory for their responses. */
final class LocalGpuResources implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalGpuResources.class);

    private final GpuNodeRegistry gpuNodeRegistry;
    private final GpuNodeOpener opener;
    private final TemporaryDirectory temporaryDirectory;
    private final Optional<DemoWebUiServer> demo;

    private LocalGpuResources(
            GpuNodeRegistry gpuNodeRegistry,
            GpuNodeOpener opener,
            TemporaryDirectory temporaryDirectory,
            Optional<DemoWebUiServer> demo) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.opener = opener;
        this.temporaryDirectory = temporaryDirectory;
        this.demo = demo;
    }

    static LocalGpuResources open(
            NodeSettingsResolver configured,
            LocalGpuConfiguration configuration,
            AddedNodes added,
            GpuNodeOpener opener) {
        TemporaryDirectory temporaryDirectory = TemporaryDirectory.configured(
                LocalGpuConfiguration.KEY + ".temp-dir", configuration.tempDir(), LOG::debug);
        Optional<DemoWebUiServer> demo = configured.list().isEmpty() && hasNone(added)
                ? Optional.of(startDemo(configuration, temporaryDirectory))
                : Optional.empty();
        List<NodeSettings> settings = demo.map(node -> List.of(configured.demo(node.url(), node.modelsDir())))
                .orElseGet(configured::list);
        List<GpuNode> nodes = settings.stream().map(opener::open).toList();
        return new LocalGpuResources(new GpuNodeRegistry(nodes), opener, temporaryDirectory, demo);
    }

    /** The demo is for those who have no node yet. */
    private static boolean hasNone(AddedNodes added) {
        return added.all().stream().allMatch(AddedNode::removed);
    }

    NodeOpener opener() {
        return opener;
    }

    GpuNodeRegistry nodes() {
        return gpuNodeRegistry;
    }

    /** One line for the startup log. */
    String description() {
        String names = gpuNodeRegistry.all().stream().map(GpuNode::name).collect(Collectors.joining(", "));
        return demo.isPresent()
                ? "the demo node, which generates with a tiny model on this machine's CPU"
                : "GPU nodes " + (names.isEmpty() ? "that were added" : names);
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
                "No GPU nodes are configured ({}.nodes is empty) and none were added, so the demo node is started",
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
}
