package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import java.util.List;
import java.util.Set;

/** Changes who may use a checkpoint. Jobs that were started with it go on. */
@UseCase
public class ShareCheckpoint {

    private final CheckpointRepository checkpoints;
    private final CheckpointAccess access;
    private final Audit audit;

    public ShareCheckpoint(CheckpointRepository checkpoints, CheckpointAccess access, Audit audit) {
        this.checkpoints = checkpoints;
        this.access = access;
        this.audit = audit;
    }

    /**
     * The checkpoint, open to its creator, administrators and those asked for, and to no others.
     *
     * @throws dev.atelier.domain.NotFoundException if there is none
     * @throws dev.atelier.domain.access.PermissionDeniedException if it is another user's, and the caller is no administrator
     * @throws InvalidRequestException if a role or user does not exist, or the files are on disks of GPU nodes
     */
    public Checkpoint share(Caller caller, CheckpointId id, CheckpointSharing asked) {
        requireAny(caller);
        Checkpoint checkpoint = OwnershipGuard.CHECKPOINT.find(checkpoints::find, caller, id);
        if (checkpoint.origin() == Checkpoint.Origin.NODE) {
            throw new InvalidRequestException("checkpoint " + id
                    + " is on disks of GPU nodes, where everyone may use it; upload the file to share it with some");
        }
        Set<Principal> allowed = access.of(checkpoint.creator(), asked);
        String details =
                "open to " + allowed.stream().map(Principal::toString).sorted().toList();
        return audit.change(
                        caller,
                        () -> checkpoints.share(id, allowed),
                        shared ->
                                shared.isPresent() ? List.of(AuditAction.CHECKPOINT_SHARE.on(id, details)) : List.of())
                .orElseThrow(() -> OwnershipGuard.CHECKPOINT.notFound(id));
    }

    /** To be called before the body of a request is read. */
    public void requireAny(Caller caller) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
    }
}
