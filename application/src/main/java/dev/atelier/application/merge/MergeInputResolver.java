package dev.atelier.application.merge;

import dev.atelier.application.Collaborator;
import dev.atelier.application.checkpoint.ActiveCheckpointFinder;
import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;

/** Resolves the input files of a merge: those of Active checkpoints in the store that are open to the caller. */
@Collaborator
public class MergeInputResolver {

    private final CheckpointRepository checkpoints;

    public MergeInputResolver(CheckpointRepository checkpoints) {
        this.checkpoints = checkpoints;
    }

    ModelFile find(Caller caller, CheckpointType type, String name) {
        CheckpointFileName file = new CheckpointFileName(name);
        Checkpoint checkpoint = ActiveCheckpointFinder.find(checkpoints, caller, type, file);
        if (checkpoint.origin() == Checkpoint.Origin.NODE) {
            throw new InvalidRequestException(name + " is stored on a GPU node only; upload it to merge it");
        }
        return checkpoint.files().stream()
                .filter(model -> model.name().equals(file))
                .findFirst()
                .orElseThrow();
    }

    /** A check before anything is read; whether the name is free is decided when the merge is added. */
    void requireFree(CheckpointFileName name) {
        if (checkpoints.isTaken(CheckpointType.STABLE_DIFFUSION, name)) {
            throw new CheckpointNameTakenException(name.value());
        }
    }
}
