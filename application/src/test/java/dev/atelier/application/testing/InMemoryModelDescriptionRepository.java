package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointLookup;
import dev.atelier.application.checkpoint.ModelDescriptionRepository;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelDescription;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Descriptions of these checkpoints' files in memory. */
public class InMemoryModelDescriptionRepository implements ModelDescriptionRepository {

    private final Map<CheckpointId, Map<Integer, ModelDescription>> descriptions = new HashMap<>();
    private final CheckpointLookup checkpoints;

    public InMemoryModelDescriptionRepository(CheckpointLookup checkpoints) {
        this.checkpoints = checkpoints;
    }

    @Override
    public synchronized void save(CheckpointId checkpoint, Map<Integer, ModelDescription> saved) {
        descriptions.put(checkpoint, Map.copyOf(saved));
        if (checkpoints instanceof InMemoryCheckpointRepository searched) {
            searched.describe(checkpoint, saved);
        }
    }

    @Override
    public synchronized Map<CheckpointId, Map<Integer, ModelDescription>> find(Collection<CheckpointId> wanted) {
        descriptions.keySet().removeIf(id -> checkpoints.find(id).isEmpty());
        Map<CheckpointId, Map<Integer, ModelDescription>> found = new HashMap<>(descriptions);
        found.keySet().retainAll(wanted);
        found.values().removeIf(Map::isEmpty);
        return found;
    }
}
