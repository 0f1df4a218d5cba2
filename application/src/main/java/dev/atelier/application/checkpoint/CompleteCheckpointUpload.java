package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.PartTag;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Resource;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Puts the uploaded parts together and makes the checkpoint Active. */
@UseCase
public class CompleteCheckpointUpload {

    private final Checkpoints checkpoints;
    private final ModelStore store;

    public CompleteCheckpointUpload(Checkpoints checkpoints, ModelStore store) {
        this.checkpoints = checkpoints;
        this.store = store;
    }

    /**
     * Completes every file of the checkpoint. Tags that do not fit leave the checkpoint as it is, to be tried again.
     *
     * @param tags by file name, one for each part
     */
    public Checkpoint complete(Caller caller, CheckpointId id, Map<String, List<PartTag>> tags) {
        caller.require(Resource.CHECKPOINT, Action.CREATE);
        Checkpoint checkpoint = OwnedCheckpoints.find(checkpoints, caller, id);
        Checkpoint active = checkpoint.activate();
        if (!tags.keySet().equals(checkpoint.uploads().keySet())) {
            throw new InvalidRequest("multi_parts_tags names the files " + tags.keySet() + ", but checkpoint " + id
                    + " awaits " + checkpoint.uploads().keySet());
        }
        checkpoint.uploads().forEach((file, upload) -> requireEveryPart(file, upload, tags.get(file)));
        checkpoint.uploads().forEach((file, upload) -> completeFile(upload, tags.get(file)));
        if (!checkpoints.update(active, CheckpointStatus.INITIAL)) {
            throw new InvalidRequest("checkpoint " + id + " was changed by another call meanwhile");
        }
        return active;
    }

    /** A store makes a file of the parts it is told; a part forgotten here would be a broken model, without a word. */
    private static void requireEveryPart(String file, MultipartUpload upload, List<PartTag> tags) {
        if (tags.size() != upload.parts()) {
            throw new InvalidRequest("multi_parts_tags has " + tags.size() + " parts of " + file
                    + ", but it was to come in " + upload.parts());
        }
    }

    private void completeFile(MultipartUpload upload, List<PartTag> tags) {
        try {
            store.completeUpload(upload, tags);
        } catch (IOException e) {
            throw new UncheckedIOException("completing the upload of " + upload.location(), e);
        }
    }
}
