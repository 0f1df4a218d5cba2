package dev.atelier.localgpu;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.localgpu.checkpoint.ModelFolder;
import dev.atelier.localgpu.demo.DemoNode;
import dev.atelier.localgpu.node.HealthSettings;
import dev.atelier.localgpu.node.Node;
import dev.atelier.localgpu.node.NodeSettings;
import dev.atelier.localgpu.node.Nodes;
import dev.atelier.localgpu.node.Setting;
import dev.atelier.localgpu.webui.WebUi;
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

/**
 * What this backend works with while the service runs: the nodes, the demo node among them if there is no other, and the
 * folder for replies.
 */
final class LocalGpuResources implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalGpuResources.class);

    private final Nodes nodes;
    private final Spool spool;
    private final Optional<DemoNode> demo;

    private LocalGpuResources(Nodes nodes, Spool spool, Optional<DemoNode> demo) {
        this.nodes = nodes;
        this.spool = spool;
        this.demo = demo;
    }

    static LocalGpuResources open(
            ConfiguredNodes configured,
            LocalGpuConfiguration configuration,
            ModelStore store,
            ModelFileInspector inspector,
            Clock clock) {
        Spool spool = Spool.open(configuration.spoolDir());
        Optional<DemoNode> demo =
                configured.list().isEmpty() ? Optional.of(startDemo(configuration, spool)) : Optional.empty();
        List<NodeSettings> settings = demo.map(node -> List.of(configured.demo(node.url(), node.modelsDir())))
                .orElseGet(configured::list);
        Map<Path, ModelFolder> folders = new HashMap<>();
        List<Node> nodes = settings.stream()
                .map(node -> new Node(
                        node,
                        new WebUi(node.url().base(), timeouts(configuration)),
                        node.modelsDir()
                                .map(folder -> folders.computeIfAbsent(
                                        folder,
                                        path -> new ModelFolder(path, node.modelsMaxBytes(), store, inspector, clock))),
                        configuration.health(),
                        clock))
                .toList();
        return new LocalGpuResources(new Nodes(nodes), spool, demo);
    }

    Nodes nodes() {
        return nodes;
    }

    /** For the operator. */
    String description() {
        String names = nodes.all().stream().map(Node::name).collect(Collectors.joining(", "));
        return demo.isPresent()
                ? "the demo node, which paints with a tiny model on this machine's CPU"
                : "GPU nodes " + names;
    }

    Path spool() {
        return spool.folder();
    }

    @Override
    public void close() {
        nodes.all().forEach(Node::close);
        demo.ifPresent(DemoNode::close);
        spool.close();
    }

    private static DemoNode startDemo(LocalGpuConfiguration configuration, Spool spool) {
        LOG.info(
                "No GPU nodes are configured ({}.nodes is empty), so the demo node is started",
                LocalGpuConfiguration.KEY);
        return DemoNode.start(0, demoFolder(configuration.demoDir(), spool).resolve("models"));
    }

    private static Path demoFolder(String configured, Spool spool) {
        try {
            return configured == null || configured.isBlank()
                    ? spool.folder().resolve("demo-node")
                    : Files.createDirectories(Path.of(configured).toAbsolutePath());
        } catch (IOException | IllegalArgumentException e) {
            throw Setting.refused(
                    LocalGpuConfiguration.KEY + ".demo-dir", configured, "a folder that this service may write to");
        }
    }

    private static WebUiTimeouts timeouts(LocalGpuConfiguration configuration) {
        HealthSettings health = configuration.health();
        return new WebUiTimeouts(
                health.connectTimeout(),
                health.answerTimeout(),
                configuration.jobs().timeout());
    }
}
