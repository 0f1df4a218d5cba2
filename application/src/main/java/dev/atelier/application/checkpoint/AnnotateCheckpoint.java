package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelNotes;

/** Changes what is written about a checkpoint. */
@UseCase
public class AnnotateCheckpoint {

    private final CheckpointRepository checkpoints;
    private final ModelNotesRepository notes;
    private final Audit audit;

    public AnnotateCheckpoint(CheckpointRepository checkpoints, ModelNotesRepository notes, Audit audit) {
        this.checkpoints = checkpoints;
        this.notes = notes;
        this.audit = audit;
    }

    /**
     * Replaces the notes and tags of the checkpoint.
     *
     * @return the checkpoint
     * @throws dev.atelier.domain.NotFoundException if there is none
     * @throws dev.atelier.domain.access.PermissionDeniedException if it is another user's, and the caller is no administrator
     */
    public Checkpoint annotate(Caller caller, CheckpointId id, ModelNotes written) {
        requireAny(caller);
        Checkpoint checkpoint = OwnershipGuard.CHECKPOINT.find(checkpoints::find, caller, id);
        if (!audit.changeIf(
                caller,
                AuditAction.CHECKPOINT_ANNOTATE.on(id, "tags " + written.tags()),
                () -> notes.save(id, written))) {
            throw OwnershipGuard.CHECKPOINT.notFound(id);
        }
        return checkpoint;
    }

    /** To be called before the body of a request is read. */
    public void requireAny(Caller caller) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
    }
}
