package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;

/** Takes a checkpoint out of use, and puts it in use again. Its files stay; while it is out of use, others may get their names. */
@UseCase
public class SwitchCheckpoint {

    private final CheckpointRepository checkpoints;
    private final Audit audit;

    public SwitchCheckpoint(CheckpointRepository checkpoints, Audit audit) {
        this.checkpoints = checkpoints;
        this.audit = audit;
    }

    /**
     * Makes the checkpoint Active or Disabled.
     *
     * @throws InvalidRequestException if it is not the other of these, its files could not be used, or are on GPU nodes
     * @throws CheckpointNameTakenException if another one has got its name
     * @throws dev.atelier.domain.NotFoundException if there is none
     * @throws dev.atelier.domain.access.PermissionDeniedException if it is another user's, and the caller is no administrator
     */
    public Checkpoint set(Caller caller, CheckpointId id, CheckpointStatus status) {
        requireAny(caller);
        Checkpoint before = OwnershipGuard.CHECKPOINT.find(checkpoints::find, caller, id);
        if (before.origin() == Checkpoint.Origin.NODE) {
            throw new InvalidRequestException("checkpoint " + id + " is on disks of GPU nodes; remove the file there");
        }
        switch (status) {
            case ACTIVE -> before.enable();
            case DISABLED -> requireActive(before);
            case INITIAL ->
                throw new InvalidRequestException("a checkpoint is made Active or Disabled, not " + status.word());
        }
        AuditAction action =
                status == CheckpointStatus.ACTIVE ? AuditAction.CHECKPOINT_ENABLE : AuditAction.CHECKPOINT_DISABLE;
        return audit.change(
                        caller,
                        () -> checkpoints.changeStatus(before, status),
                        changed -> changed.map(stored -> action.on(id, stored.summary())).stream()
                                .toList())
                .orElseThrow(() ->
                        new InvalidRequestException("checkpoint " + id + " was changed by another call meanwhile"));
    }

    private static void requireActive(Checkpoint before) {
        if (before.status() != CheckpointStatus.ACTIVE) {
            throw new InvalidRequestException("checkpoint " + before.id() + " is "
                    + before.status().word() + "; only an Active one can be disabled");
        }
    }

    /** To be called before the body of a request is read. */
    public void requireAny(Caller caller) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
    }
}
