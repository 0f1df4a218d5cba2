package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.time.Clock;
import java.util.Set;

/**
 * Synchronizes the list of checkpoints with the models on the disks of GPU nodes: a team with a running WebUI can use
 * its models without uploading them.
 */
@UseCase
public class SyncNodeCheckpoints {

    private final CheckpointRepository checkpoints;
    private final StorageLayout layout;
    private final Clock clock;

    public SyncNodeCheckpoints(CheckpointRepository checkpoints, StorageLayout layout, Clock clock) {
        this.checkpoints = checkpoints;
        this.layout = layout;
        this.clock = clock;
    }

    /** A file that a node has. */
    public record NodeModel(CheckpointType type, CheckpointFileName file) {}

    /**
     * Adds new models. A name that a stored checkpoint has stays that checkpoint's.
     *
     * @param seen the models on the nodes
     * @param complete whether every node has responded: only then are missing models removed
     */
    public void publish(Set<NodeModel> seen, boolean complete) {
        seen.stream()
                .filter(model -> checkpoints.find(model.type(), model.file()).isEmpty())
                .filter(model -> checkpoints
                        .find(CheckpointId.ofNodeModel(model.type(), model.file()))
                        .isEmpty())
                .forEach(this::add);
        if (complete) {
            checkpoints.findAllOnNodes().stream()
                    .filter(checkpoint -> !seen.contains(modelOf(checkpoint)))
                    .forEach(gone -> checkpoints.delete(gone.id()));
        }
    }

    private void add(NodeModel model) {
        try {
            checkpoints.add(Checkpoint.onNodes(
                    model.type(),
                    model.file(),
                    layout.nodeModels(model.type()),
                    InitializeAccessControl.BUILT_IN_USER,
                    clock.instant()));
        } catch (CheckpointNameTakenException e) {
            // Another replica, or an upload of that name, was first; either way the name is served.
            return;
        }
    }

    private static NodeModel modelOf(Checkpoint checkpoint) {
        return new NodeModel(checkpoint.type(), checkpoint.files().get(0).name());
    }
}
