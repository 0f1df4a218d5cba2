package dev.atelier.localgpu.node;

import dev.atelier.application.checkpoint.PublishNodeModels;
import dev.atelier.application.checkpoint.PublishNodeModels.NodeModel;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.checkpoint.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what the nodes have, whenever that has changed. Used by one thread. */
public final class PublishedModels {

    private static final Logger LOG = LoggerFactory.getLogger(PublishedModels.class);

    private final Nodes nodes;
    private final PublishNodeModels publish;
    private final Set<String> refused = new HashSet<>();
    private Told published = new Told(Set.of(), false);

    public PublishedModels(Nodes nodes, PublishNodeModels publish) {
        this.nodes = nodes;
        this.publish = publish;
    }

    private record Told(Set<NodeModel> models, boolean complete) {}

    /** Publishes what is known now; if that fails, the next call tries again. */
    public void update() {
        Set<NodeModel> models = new HashSet<>();
        nodes.all().forEach(node -> models.addAll(ownModels(node)));
        boolean complete = nodes.all().stream().allMatch(node -> node.models().isPresent());
        Told told = new Told(models, complete);
        if (!told.equals(published)) {
            publish.publish(models, complete);
            published = told;
        }
    }

    /** Without what we placed there: that belongs to whoever stored it, and is not open to everyone. */
    private Set<NodeModel> ownModels(Node node) {
        Set<NodeModel> own = new HashSet<>();
        node.models()
                .ifPresent(models -> models.forEach((type, names) ->
                        names.forEach(name -> model(node, type, name).ifPresent(own::add))));
        node.folder().map(PublishedModels::placed).ifPresent(own::removeAll);
        return own;
    }

    private Optional<NodeModel> model(Node node, CheckpointType type, String name) {
        try {
            return Optional.of(new NodeModel(type, new CheckpointFileName(name)));
        } catch (InvalidRequestException e) {
            if (refused.add(node.name() + '/' + type + '/' + name)) {
                LOG.warn(
                        "GPU node {} has a {} model that cannot be offered: {}",
                        node.name(),
                        type.word(),
                        e.getMessage());
            }
            return Optional.empty();
        }
    }

    private static Set<NodeModel> placed(ModelFolder folder) {
        try {
            return folder.placed();
        } catch (IOException e) {
            throw new UncheckedIOException("looking for the models that were placed", e);
        }
    }
}
