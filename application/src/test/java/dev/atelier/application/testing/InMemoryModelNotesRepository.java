package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ModelNotesRepository;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelNotes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Notes about these checkpoints, in memory. */
public class InMemoryModelNotesRepository implements ModelNotesRepository {

    private final InMemoryCheckpointRepository checkpoints;

    public InMemoryModelNotesRepository(InMemoryCheckpointRepository checkpoints) {
        this.checkpoints = checkpoints;
    }

    @Override
    public boolean save(CheckpointId checkpoint, ModelNotes notes) {
        return checkpoints.annotate(checkpoint, notes);
    }

    @Override
    public Map<CheckpointId, ModelNotes> find(Collection<CheckpointId> wanted) {
        Map<CheckpointId, ModelNotes> found = new HashMap<>();
        wanted.forEach(id -> found.put(id, checkpoints.notes(id)));
        found.values().removeIf(ModelNotes.NONE::equals);
        return found;
    }
}
