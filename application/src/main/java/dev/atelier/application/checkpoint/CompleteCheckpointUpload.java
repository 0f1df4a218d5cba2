package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Completes the uploads of a checkpoint, inspects its files and makes it Active. */
@UseCase
public class CompleteCheckpointUpload {

    private final CheckpointRepository checkpoints;
    private final ModelStore store;
    private final UploadedFileInspector uploaded;
    private final DuplicateFileRemover duplicateFileRemover;
    private final ModelDescriber describer;
    private final Audit audit;

    public CompleteCheckpointUpload(
            CheckpointRepository checkpoints,
            ModelStore store,
            ModelFileInspector inspector,
            InspectionTurns turns,
            ModelArchiveReader archives,
            BulkOperationsPolicy bulkOperationsPolicy,
            ModelDescriber describer,
            Audit audit) {
        this.checkpoints = checkpoints;
        this.store = store;
        this.uploaded = new UploadedFileInspector(store, inspector, turns, archives, bulkOperationsPolicy);
        this.duplicateFileRemover = new DuplicateFileRemover(store);
        this.describer = describer;
        this.audit = audit;
    }

    /**
     * Completes every file of the checkpoint. After an error the checkpoint stays as it is, to be tried again, except
     * for {@link ModelFileRejectedException}: then it is Disabled and its files are deleted.
     *
     * @param tags by file name, one for each part
     * @throws InvalidRequestException if the tags do not match the parts
     * @throws dev.atelier.domain.CapacityExceededException if other files of the caller are being inspected for too
     *     long
     * @throws dev.atelier.domain.NotSupportedException if a file is an archive and this installation extracts none
     * @throws ModelFileRejectedException if a file may not be used
     */
    public Checkpoint complete(Caller caller, CheckpointId id, Map<String, List<UploadedPart>> tags) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        Checkpoint checkpoint = OwnershipGuard.CHECKPOINT.find(checkpoints::find, caller, id);
        requireUploading(checkpoint);
        if (!tags.keySet().equals(checkpoint.uploads().keySet())) {
            throw new InvalidRequestException("multi_parts_tags names the files " + tags.keySet() + ", but checkpoint "
                    + id + " awaits " + checkpoint.uploads().keySet());
        }
        checkpoint.uploads().forEach((file, upload) -> UploadedPart.requireEvery(tags.get(file), file, upload));
        checkpoint.uploads().forEach((file, upload) -> completeFile(upload, tags.get(file)));
        try {
            return activate(caller, checkpoint.withFiles(examined(caller, checkpoint)));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the files of checkpoint " + id, e);
        }
    }

    private static void requireUploading(Checkpoint checkpoint) {
        if (checkpoint.status() != CheckpointStatus.INITIAL) {
            String why = checkpoint.error().map(error -> " (" + error + ")").orElse("");
            throw new InvalidRequestException("checkpoint " + checkpoint.id() + " is "
                    + checkpoint.status().word() + why + "; only an Initial one can be completed");
        }
        if (checkpoint.uploads().isEmpty()) {
            throw new InvalidRequestException("checkpoint " + checkpoint.id()
                    + " is imported or merged and becomes Active by itself; there are no parts to complete");
        }
    }

    private List<ModelFile> examined(Caller caller, Checkpoint checkpoint) throws IOException {
        List<ModelFile> files = new ArrayList<>();
        try {
            for (ModelFile file : checkpoint.files()) {
                ModelFile examined = uploaded.examine(caller.name(), file);
                describer.requireType(checkpoint.type(), examined);
                files.add(examined);
            }
            return files;
        } catch (ModelFileRejectedException e) {
            boolean disabled = audit.changeIf(
                    caller,
                    AuditAction.CHECKPOINT_DISABLE.on(checkpoint.id(), "its files were rejected"),
                    () -> checkpoints.update(checkpoint.fail(e.getMessage()), CheckpointStatus.INITIAL));
            if (disabled || wasCancelled(checkpoint)) {
                store.deleteQuietly(checkpoint.location());
            }
            throw e;
        }
    }

    private Checkpoint activate(Caller caller, Checkpoint examined) {
        describer.describe(examined);
        Optional<Checkpoint> updated = audit.change(
                caller,
                () -> checkpoints.updateDeduplicated(examined.activate(), CheckpointStatus.INITIAL),
                stored -> stored.map(now -> AuditAction.CHECKPOINT_COMPLETE.on(now.id(), now.summary())).stream()
                        .toList());
        if (updated.isEmpty()) {
            removeIfCancelled(examined);
            throw new InvalidRequestException("checkpoint " + examined.id() + " was changed by another call meanwhile");
        }
        Checkpoint active = updated.get();
        duplicateFileRemover.removeCopies(examined, active);
        return active;
    }

    /**
     * The cancellation may have deleted the files before they were put together. Those with a digest stay: another call may have
     * made them Active, and others share them since.
     */
    private void removeIfCancelled(Checkpoint examined) {
        if (wasCancelled(examined)) {
            examined.files().stream()
                    .filter(file -> file.sha256() == null)
                    .forEach(file -> store.deleteQuietly(file.location()));
        }
    }

    private boolean wasCancelled(Checkpoint checkpoint) {
        return checkpoints
                .find(checkpoint.id())
                .map(ManagePendingUploads::isCancelled)
                .orElse(true);
    }

    private void completeFile(MultipartUpload upload, List<UploadedPart> tags) {
        try {
            store.completeUpload(upload, tags);
        } catch (IOException e) {
            throw new UncheckedIOException("completing the upload of " + upload.location(), e);
        }
    }
}
