package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.ModelDescriptionRepository;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Descriptions of model files, in {@code model_description}. */
@Singleton
final class JdbcModelDescriptionRepository implements ModelDescriptionRepository {

    private final ModelDescriptionDao rows;
    private final CheckpointDao checkpoints;
    private final ModelDescriptionColumn column;
    private final CheckpointTerms terms;
    private final TransactionTemplate transactionTemplate;

    JdbcModelDescriptionRepository(
            ModelDescriptionDao rows,
            CheckpointDao checkpoints,
            ModelDescriptionColumn column,
            CheckpointTerms terms,
            TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.checkpoints = checkpoints;
        this.column = column;
        this.terms = terms;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public void save(CheckpointId checkpoint, Map<Integer, ModelDescription> descriptions) {
        UUID id = checkpoint.value();
        transactionTemplate.execute(() -> {
            if (checkpoints.lock(id).isPresent()) {
                rows.remove(id);
                terms.name(id, checkpoints.stems(id));
                terms.describe(id, descriptions.values());
                descriptions.forEach((position, description) -> rows.insert(id, position, column.write(description)));
            }
            return null;
        });
    }

    @Override
    public Map<CheckpointId, Map<Integer, ModelDescription>> find(Collection<CheckpointId> wanted) {
        Map<CheckpointId, Map<Integer, ModelDescription>> found = new HashMap<>();
        if (!wanted.isEmpty()) {
            rows.find(wanted.stream().map(CheckpointId::value).toList())
                    .forEach(row -> found.computeIfAbsent(new CheckpointId(row.checkpointId()), id -> new TreeMap<>())
                            .put(row.position(), column.read(row.description())));
        }
        return found;
    }
}
