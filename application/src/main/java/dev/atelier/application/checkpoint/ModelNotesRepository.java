package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelNotes;
import java.util.Collection;
import java.util.Map;

/** What was written about checkpoints; deleted with them. Thread-safe. */
public interface ModelNotesRepository {

    /** Replaces the notes of a checkpoint; false, with nothing stored, when there is no such checkpoint. */
    boolean save(CheckpointId checkpoint, ModelNotes notes);

    /** The notes of these checkpoints; those without any are left out. */
    Map<CheckpointId, ModelNotes> find(Collection<CheckpointId> checkpoints);
}
