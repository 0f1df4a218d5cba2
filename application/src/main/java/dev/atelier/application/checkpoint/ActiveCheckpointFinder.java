package dev.atelier.application.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.Optional;

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
        return findIfPresent(checkpoints, caller, type, file)
                .orElseThrow(() -> notFound(checkpoints, caller, type, file));
    }

    /** The rejection of a name. */
    public static InvalidRequestException notFound(
            CheckpointLookup checkpoints, Caller caller, CheckpointType type, CheckpointFileName file) {
        boolean isDisabled = checkpoints.disabled(type, file).stream()
                .anyMatch(found -> found.error().isEmpty() && caller.isPermittedBy(found.allowedRolesOrUsers()));
        return new InvalidRequestException("checkpoint with name " + file + ", type " + type.word()
                + (isDisabled ? " is disabled; enable it to use it" : " is not found"));
    }

    /** As above; empty if it is not Active, or not open to the caller. */
    public static Optional<Checkpoint> findIfPresent(
            CheckpointLookup checkpoints, Caller caller, CheckpointType type, CheckpointFileName file) {
        return checkpoints
                .find(type, file)
                .filter(found -> found.status() == CheckpointStatus.ACTIVE)
                .or(() -> checkpoints.find(CheckpointId.ofNodeModel(type, file)))
                .filter(found -> caller.isPermittedBy(found.allowedRolesOrUsers()));
    }
}
