package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.ModelNotesRepository;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelNotes;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Notes in {@code checkpoint_note}, tags in {@code checkpoint_term}. */
@Singleton
final class JdbcModelNotesRepository implements ModelNotesRepository {

    private final ModelNotesDao rows;
    private final CheckpointDao checkpoints;
    private final CheckpointTerms terms;
    private final TransactionTemplate transactionTemplate;

    JdbcModelNotesRepository(
            ModelNotesDao rows,
            CheckpointDao checkpoints,
            CheckpointTerms terms,
            TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.checkpoints = checkpoints;
        this.terms = terms;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public boolean save(CheckpointId checkpoint, ModelNotes notes) {
        UUID id = checkpoint.value();
        return transactionTemplate.executeDurably(() -> {
            boolean exists = checkpoints.lock(id).isPresent();
            if (exists) {
                rows.remove(id);
                rows.insert(id, notes.text());
                terms.tag(id, notes.tags());
            }
            return exists;
        });
    }

    @Override
    public Map<CheckpointId, ModelNotes> find(Collection<CheckpointId> wanted) {
        Map<CheckpointId, ModelNotes> found = new HashMap<>();
        if (!wanted.isEmpty()) {
            rows.find(wanted.stream().map(CheckpointId::value).toList())
                    .forEach(row ->
                            found.put(new CheckpointId(row.checkpointId()), new ModelNotes(row.notes(), row.tags())));
            found.values().removeIf(ModelNotes.NONE::equals);
        }
        return found;
    }
}
