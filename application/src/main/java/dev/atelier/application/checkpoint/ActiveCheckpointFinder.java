package dev.atelier.application.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;

/** Finds the Active checkpoints that requests name. */
public final class ActiveCheckpointFinder {

    private ActiveCheckpointFinder() {}

    /**
     * The checkpoint with this file: the one in the store, and until that is Active the one on GPU nodes.
     *
     * @throws InvalidRequestException if it is not Active, or not open to the caller
     */
    public static Checkpoint find(
            CheckpointLookup checkpoints, Caller caller, CheckpointType type, CheckpointFileName file) {
        return checkpoints
                .find(type, file)
                .filter(found -> found.status() == CheckpointStatus.ACTIVE)
                .or(() -> checkpoints.find(CheckpointId.ofNodeModel(type, file)))
                .filter(found -> caller.isPermittedBy(found.allowedRolesOrUsers()))
                .orElseThrow(() -> new InvalidRequestException(
                        "checkpoint with name " + file + ", type " + type.word() + " is not found"));
    }
}
