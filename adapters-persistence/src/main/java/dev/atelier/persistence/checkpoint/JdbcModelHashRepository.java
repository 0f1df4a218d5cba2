package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.ModelHashRepository;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelHashes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Hashes of model files, in {@code model_hash}. */
@Singleton
final class JdbcModelHashRepository implements ModelHashRepository {

    private final ModelHashDao rows;

    JdbcModelHashRepository(ModelHashDao rows) {
        this.rows = rows;
    }

    @Override
    public Map<CheckpointId, Map<Integer, ModelHashes>> find(Collection<CheckpointId> wanted) {
        Map<CheckpointId, Map<Integer, ModelHashes>> found = new HashMap<>();
        if (!wanted.isEmpty()) {
            rows.find(wanted.stream().map(CheckpointId::value).toList())
                    .forEach(row -> found.computeIfAbsent(new CheckpointId(row.checkpointId()), id -> new TreeMap<>())
                            .put(row.position(), row.toHashes()));
        }
        return found;
    }
}
