package dev.atelier.application.checkpoint;

import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;

/** Finds checkpoints for callers who may change them. */
final class OwnedCheckpointFinder {

    private OwnedCheckpointFinder() {}

    static Checkpoint find(CheckpointRepository checkpoints, Caller caller, CheckpointId id) {
        Checkpoint checkpoint = checkpoints.find(id).orElseThrow(() -> notFound(id));
        caller.requireOwnership(checkpoint.creator(), "checkpoint " + id);
        return checkpoint;
    }

    static NotFoundException notFound(CheckpointId id) {
        return new NotFoundException("checkpoint not found with id " + id);
    }
}
