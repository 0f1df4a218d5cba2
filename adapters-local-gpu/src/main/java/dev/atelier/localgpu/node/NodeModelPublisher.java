package dev.atelier.localgpu.node;

import dev.atelier.application.checkpoint.SyncNodeCheckpoints;
import dev.atelier.application.checkpoint.SyncNodeCheckpoints.NodeModel;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.checkpoint.PlacedName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the models of all nodes as checkpoints when they changed. Not thread-safe. */
public final class NodeModelPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(NodeModelPublisher.class);

    private final GpuNodeRegistry gpuNodeRegistry;
    private final SyncNodeCheckpoints publish;
    private final Set<String> rejected = new HashSet<>();
    private Snapshot published = new Snapshot(Set.of(), false);

    public NodeModelPublisher(GpuNodeRegistry gpuNodeRegistry, SyncNodeCheckpoints publish) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.publish = publish;
    }

    private record Snapshot(Set<NodeModel> models, boolean complete) {}

    /** Publishes the current lists if they changed; after a failure the next call tries again. */
    public void update() {
        Set<NodeModel> models = new HashSet<>();
        gpuNodeRegistry.all().forEach(gpuNode -> models.addAll(ownModels(gpuNode)));
        boolean complete = gpuNodeRegistry.isComplete()
                && gpuNodeRegistry.all().stream()
                        .allMatch(gpuNode -> gpuNode.models().isPresent());
        Snapshot current = new Snapshot(models, complete);
        if (!current.equals(published)) {
            publish.publish(models, complete);
            published = current;
        }
    }

    /** Without installed models: those belong to the checkpoint that they come from, with its permissions. */
    private Set<NodeModel> ownModels(GpuNode gpuNode) {
        Set<NodeModel> own = new HashSet<>();
        gpuNode.models()
                .ifPresent(models -> models.forEach((type, names) -> names.stream()
                        .filter(name -> PlacedName.at(name).isEmpty())
                        .forEach(name -> model(gpuNode, type, name).ifPresent(own::add))));
        gpuNode.folder().map(NodeModelPublisher::installed).ifPresent(own::removeAll);
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

    private static Set<NodeModel> installed(NodeModelCache folder) {
        try {
            return folder.installed();
        } catch (IOException e) {
            throw new UncheckedIOException("listing the installed models", e);
        }
    }
}
