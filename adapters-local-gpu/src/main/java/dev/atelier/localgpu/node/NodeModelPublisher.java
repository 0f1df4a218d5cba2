package dev.atelier.localgpu.node;

import dev.atelier.application.checkpoint.SyncNodeCheckpoints;
import dev.atelier.application.checkpoint.SyncNodeCheckpoints.NodeModel;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what the nodes have, whenever that has changed. Used by one thread. */
public final class NodeModelPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(NodeModelPublisher.class);

    private final GpuNodeRegistry gpuNodeRegistry;
    private final SyncNodeCheckpoints publish;
    private final Set<String> rejected = new HashSet<>();
    private Told published = new Told(Set.of(), false);

    public NodeModelPublisher(GpuNodeRegistry gpuNodeRegistry, SyncNodeCheckpoints publish) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.publish = publish;
    }

    private record Told(Set<NodeModel> models, boolean complete) {}

    /** Publishes what is known now; if that fails, the next call tries again. */
    public void update() {
        Set<NodeModel> models = new HashSet<>();
        gpuNodeRegistry.all().forEach(gpuNode -> models.addAll(ownModels(gpuNode)));
        boolean complete = gpuNodeRegistry.all().stream()
                .allMatch(gpuNode -> gpuNode.models().isPresent());
        Told told = new Told(models, complete);
        if (!told.equals(published)) {
            publish.publish(models, complete);
            published = told;
        }
    }

    /** Without what we placed there: that belongs to whoever stored it, and is not open to everyone. */
    private Set<NodeModel> ownModels(GpuNode gpuNode) {
        Set<NodeModel> own = new HashSet<>();
        gpuNode.models()
                .ifPresent(models -> models.forEach((type, names) ->
                        names.forEach(name -> model(gpuNode, type, name).ifPresent(own::add))));
        gpuNode.folder().map(NodeModelPublisher::placed).ifPresent(own::removeAll);
        return own;
    }

    private Optional<NodeModel> model(GpuNode gpuNode, CheckpointType type, String name) {
        try {
            return Optional.of(new NodeModel(type, new CheckpointFileName(name)));
        } catch (InvalidRequestException e) {
            if (rejected.add(gpuNode.name() + '/' + type + '/' + name)) {
                LOG.warn(
                        "GPU node {} has a {} model that cannot be offered: {}",
                        gpuNode.name(),
                        type.word(),
                        e.getMessage());
            }
            return Optional.empty();
        }
    }

    private static Set<NodeModel> placed(NodeModelCache folder) {
        try {
            return folder.placed();
        } catch (IOException e) {
            throw new UncheckedIOException("looking for the models that were placed", e);
        }
    }
}
