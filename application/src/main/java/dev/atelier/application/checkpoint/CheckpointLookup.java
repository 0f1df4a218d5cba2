package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The checkpoints as jobs need them, which is often. What another process has changed may be seen a second late, what
 * this one has changed is seen at once; so nothing read here may be written back. Thread-safe.
 */
public interface CheckpointLookup {

    Optional<Checkpoint> find(CheckpointId id);

    /** The checkpoint, Initial or Active, that has this file name. */
    Optional<Checkpoint> find(CheckpointType type, CheckpointFileName file);

    /** The Active checkpoints that have a file with one of these {@linkplain CheckpointFileName#stem stems}, in no order. */
    List<Checkpoint> activeWithStems(Set<String> stems);
}
