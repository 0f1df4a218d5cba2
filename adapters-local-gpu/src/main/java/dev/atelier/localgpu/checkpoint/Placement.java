package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import java.util.Optional;

/**
 * Where a file is installed.
 *
 * @param checkpoint whose folder it is in; empty: in that of its type, where earlier versions installed all files
 */
record Placement(CheckpointType type, Optional<CheckpointId> checkpoint, CheckpointFileName name) {

    static Placement of(ModelReference model) {
        return new Placement(model.type(), Optional.of(model.checkpoint()), new CheckpointFileName(model.name()));
    }

    /** Whether nodes, which name models of most types by the stem alone, would take one for the other. */
    boolean isNamesakeOf(Placement other) {
        return type == other.type && !equals(other) && name.stem().equalsIgnoreCase(other.name.stem());
    }
}
