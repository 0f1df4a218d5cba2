package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.Checkpoints;
import dev.atelier.application.checkpoint.NameTaken;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.persistence.Transactions;
import dev.atelier.persistence.UniqueViolation;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The checkpoints, in {@code checkpoint}, {@code checkpoint_file} and {@code checkpoint_access}. */
@Singleton
public final class JdbcCheckpoints implements Checkpoints {

    private final CheckpointRows rows;
    private final CheckpointSearch search;
    private final CheckpointJson json;
    private final Transactions transactions;

    JdbcCheckpoints(CheckpointRows rows, CheckpointSearch search, CheckpointJson json, Transactions transactions) {
        this.rows = rows;
        this.search = search;
        this.json = json;
        this.transactions = transactions;
    }

    @Override
    public void add(Checkpoint checkpoint) {
        write(checkpoint, () -> {
            rows.insert(
                    checkpoint.id().value(),
                    checkpoint.type(),
                    checkpoint.status(),
                    checkpoint.origin(),
                    checkpoint.location().toString(),
                    json.uploads(checkpoint.uploads()),
                    json.params(checkpoint.params()),
                    checkpoint.creator().value(),
                    checkpoint.created());
            addParts(checkpoint);
            return true;
        });
    }

    @Override
    public boolean update(Checkpoint checkpoint, CheckpointStatus expected) {
        return write(checkpoint, () -> {
            int updated = rows.update(
                    checkpoint.id().value(),
                    checkpoint.status(),
                    checkpoint.origin(),
                    checkpoint.location().toString(),
                    json.uploads(checkpoint.uploads()),
                    json.params(checkpoint.params()),
                    expected);
            if (updated == 0) {
                return false;
            }
            rows.removeFiles(checkpoint.id().value());
            rows.close(checkpoint.id().value());
            addParts(checkpoint);
            return true;
        });
    }

    @Override
    public Optional<Checkpoint> find(CheckpointId id) {
        return rows.find(id.value()).map(row -> row.toCheckpoint(json));
    }

    @Override
    public Optional<Checkpoint> find(CheckpointType type, CheckpointFileName file) {
        return rows.find(type, file.value()).map(row -> row.toCheckpoint(json));
    }

    @Override
    public void delete(CheckpointId id) {
        transactions.write(() -> rows.delete(id.value()));
    }

    @Override
    public List<Checkpoint> onNodes() {
        return rows.find(Checkpoint.Origin.NODE).stream()
                .map(row -> row.toCheckpoint(json))
                .toList();
    }

    @Override
    public Slice find(Filter filter, int page, int perPage) {
        return search.find(filter, page, perPage);
    }

    private void addParts(Checkpoint checkpoint) {
        int position = 0;
        for (ModelFile file : checkpoint.files()) {
            rows.addFile(
                    checkpoint.id().value(),
                    position++,
                    checkpoint.type(),
                    file.name().value(),
                    file.location().toString());
        }
        checkpoint
                .allowedRolesOrUsers()
                .forEach(principal -> rows.open(checkpoint.id().value(), principal));
    }

    private boolean write(Checkpoint checkpoint, Supplier<Boolean> statements) {
        try {
            return transactions.write(statements);
        } catch (DataAccessException e) {
            if (UniqueViolation.isCauseOf(e)) {
                throw new NameTaken(takenName(checkpoint).orElseThrow(() -> e));
            }
            throw e;
        }
    }

    /** Empty when no name is: then it was not a name, or whoever had it gave it up meanwhile. */
    private Optional<String> takenName(Checkpoint checkpoint) {
        List<String> names =
                checkpoint.files().stream().map(file -> file.name().value()).toList();
        return rows.takenByOthers(checkpoint.type(), names, checkpoint.id().value()).stream()
                .findFirst();
    }
}
