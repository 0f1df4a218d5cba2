package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Returns one checkpoint of those that {@link ListCheckpoints} shows the caller, or that the caller made. */
@UseCase
public class GetCheckpoint {

    private final CheckpointRepository checkpoints;
    private final ModelDescriptionRepository descriptions;
    private final ModelStore store;

    public GetCheckpoint(CheckpointRepository checkpoints, ModelDescriptionRepository descriptions, ModelStore store) {
        this.checkpoints = checkpoints;
        this.descriptions = descriptions;
        this.store = store;
    }

    /** @throws NotFoundException if there is none, or it is not open to the caller */
    public Checkpoint get(Caller caller, CheckpointId id) {
        caller.require(ResourceType.CHECKPOINT, Action.LIST);
        return checkpoints
                .find(id)
                .filter(found ->
                        found.creator().equals(caller.name()) || caller.isPermittedBy(found.allowedRolesOrUsers()))
                .orElseThrow(() -> new NotFoundException("checkpoint not found with id " + id));
    }

    /** What the files of these checkpoints are, by position, as far as that was read when they were stored. */
    public Map<CheckpointId, Map<Integer, ModelDescription>> descriptions(Collection<Checkpoint> found) {
        return descriptions.find(found.stream().map(Checkpoint::id).toList());
    }

    /**
     * How many bytes its files have altogether. Empty where that is not known without a call to another machine: for models on GPU
     * nodes, for stores that are no folder, and until all its files have arrived.
     */
    public OptionalLong size(Checkpoint checkpoint) {
        long size = 0;
        for (ModelFile file : checkpoint.files()) {
            Optional<Path> local = checkpoint.origin() == Checkpoint.Origin.STORE
                    ? store.localFile(file.location())
                    : Optional.empty();
            if (local.isEmpty()) {
                return OptionalLong.empty();
            }
            try {
                size += Files.size(local.get());
            } catch (IOException e) {
                return OptionalLong.empty(); // deleted meanwhile
            }
        }
        return OptionalLong.of(size);
    }
}
