package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Deletes checkpoints with their files, except for bytes that other checkpoints share. */
@UseCase
public class DeleteCheckpoints {

    private final CheckpointRepository checkpoints;
    private final ModelStore store;
    private final Audit audit;

    public DeleteCheckpoints(CheckpointRepository checkpoints, ModelStore store, Audit audit) {
        this.checkpoints = checkpoints;
        this.store = store;
        this.audit = audit;
    }

    /**
     * Deletes those of the ids that exist; if the caller may not delete one of them, none is.
     *
     * @return what is left: models on the disks of GPU nodes, which go when their files are removed there
     */
    public List<CheckpointId> delete(Caller caller, Collection<CheckpointId> ids) {
        caller.require(ResourceType.CHECKPOINT, Action.ALL);
        Map<Checkpoint.Origin, List<Checkpoint>> found = ids.stream()
                .distinct()
                .map(checkpoints::find)
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(Checkpoint::origin));
        List<Checkpoint> stored = found.getOrDefault(Checkpoint.Origin.STORE, List.of());
        stored.forEach(checkpoint -> caller.requireOwnership(checkpoint.creator(), "checkpoint " + checkpoint.id()));
        stored.forEach(checkpoint -> delete(caller, checkpoint));
        return found.getOrDefault(Checkpoint.Origin.NODE, List.of()).stream()
                .map(Checkpoint::id)
                .toList();
    }

    private void delete(Caller caller, Checkpoint checkpoint) {
        try {
            for (MultipartUpload upload : checkpoint.uploads().values()) {
                store.abortUpload(upload);
            }
            deleteFiles(checkpoint, checkpoints.beginDeletion(checkpoint.id()));
        } catch (IOException e) {
            throw new UncheckedIOException("deleting the files of checkpoint " + checkpoint.id(), e);
        }
        // Last, so that the deletion can be repeated after a failure above.
        audit.change(
                caller,
                AuditAction.CHECKPOINT_DELETE.on(checkpoint.id(), checkpoint.summary()),
                () -> checkpoints.delete(checkpoint.id()));
    }

    private void deleteFiles(Checkpoint checkpoint, Set<StorageUri> usedByOthers) throws IOException {
        for (ModelFile file : checkpoint.files()) {
            if (!usedByOthers.contains(file.location())) {
                store.deleteAll(file.location());
            }
        }
        if (usedByOthers.stream().noneMatch(file -> isIn(checkpoint.location(), file))) {
            store.deleteAll(checkpoint.location());
        }
    }

    private static boolean isIn(StorageUri folder, StorageUri file) {
        return file.toString().startsWith(folder + "/");
    }
}
