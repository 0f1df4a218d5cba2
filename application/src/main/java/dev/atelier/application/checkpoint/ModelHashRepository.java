package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelHashes;
import java.util.Collection;
import java.util.Map;

/**
 * The hashes of checkpoints' files, by position, as {@link ModelReadingQueue} recorded them; they are deleted with their
 * checkpoint. Thread-safe.
 */
public interface ModelHashRepository {

    /** The hashes of the files of these checkpoints; those without any are left out. */
    Map<CheckpointId, Map<Integer, ModelHashes>> find(Collection<CheckpointId> checkpoints);
}
