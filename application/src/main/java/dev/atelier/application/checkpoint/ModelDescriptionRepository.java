package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelDescription;
import java.util.Collection;
import java.util.Map;

/** The descriptions of checkpoints' files, by position; they are deleted with their checkpoint. Thread-safe. */
public interface ModelDescriptionRepository {

    /** Replaces the descriptions of a checkpoint's files. Ignored when there is no such checkpoint. */
    void save(CheckpointId checkpoint, Map<Integer, ModelDescription> descriptions);

    /** The descriptions of the files of these checkpoints; those without any are left out. */
    Map<CheckpointId, Map<Integer, ModelDescription>> find(Collection<CheckpointId> checkpoints);
}
