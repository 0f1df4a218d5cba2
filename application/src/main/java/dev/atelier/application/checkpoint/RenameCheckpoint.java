package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;

/** Renames the file of an Active checkpoint. */
@UseCase
public class RenameCheckpoint {

    private final CheckpointRepository checkpoints;
    private final Audit audit;

    public RenameCheckpoint(CheckpointRepository checkpoints, Audit audit) {
        this.checkpoints = checkpoints;
        this.audit = audit;
    }

    public Checkpoint rename(Caller caller, CheckpointId id, CheckpointFileName name) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        Checkpoint renamed =
                OwnershipGuard.CHECKPOINT.find(checkpoints::find, caller, id).rename(name);
        if (!audit.changeIf(
                caller,
                AuditAction.CHECKPOINT_RENAME.on(id, "to " + name),
                () -> checkpoints.update(renamed, CheckpointStatus.ACTIVE))) {
            throw OwnershipGuard.CHECKPOINT.notFound(id);
        }
        return renamed;
    }
}
