package dev.atelier.localgpu.node;

import dev.atelier.application.compute.ComputeNodes;
import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes, for operators. Thread-safe. */
public final class LocalGpuNodes implements ComputeNodes {

    private static final Logger LOG = LoggerFactory.getLogger(LocalGpuNodes.class);

    private final String backend;
    private final GpuNodeRegistry gpuNodeRegistry;
    private final AddedNodeSync sync;
    private final int mostAdded;

    /**
     * @param backend the name of the backend whose endpoints the nodes serve
     * @param mostAdded how many nodes may be added
     */
    public LocalGpuNodes(String backend, GpuNodeRegistry gpuNodeRegistry, AddedNodeSync sync, int mostAdded) {
        this.backend = backend;
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.sync = sync;
        this.mostAdded = mostAdded;
    }

    @Override
    public int mostAdded() {
        return mostAdded;
    }

    @Override
    public String nameOf(NodeDefinition definition) {
        return sync.nameOf(definition);
    }

    @Override
    public void refresh() {
        try {
            sync.update();
        } catch (RuntimeException e) {
            LOG.warn("Looking for added and removed GPU nodes failed; it is repeated within seconds", e);
        }
    }

    @Override
    public List<Node> all() {
        return gpuNodeRegistry.all().stream().map(this::node).toList();
    }

    private Node node(GpuNode gpuNode) {
        NodeState state = gpuNode.condition();
        return new Node(
                gpuNode.name(),
                backend,
                !gpuNodeRegistry.isConfigured(gpuNode.name()),
                gpuNode.instanceTypes().patterns(),
                gpuNode::serves,
                health(state),
                state.since(),
                Optional.ofNullable(state.reason()),
                gpuNode.models().map(LocalGpuNodes::count),
                gpuNode.history().version(),
                gpuNode.history().work());
    }

    private static Health health(NodeState state) {
        return switch (state.state()) {
            case UNKNOWN -> Health.UNKNOWN;
            case HEALTHY -> Health.HEALTHY;
            case QUARANTINED -> state.silent() ? Health.SILENT : Health.UNHEALTHY;
        };
    }

    private static int count(Map<CheckpointType, Set<String>> models) {
        return models.values().stream().mapToInt(Set::size).sum();
    }
}
