package dev.atelier.persistence.checkpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.event.Event;
import dev.atelier.persistence.FirstPage;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checkpoints, in {@code checkpoint}, {@code checkpoint_file} and {@code checkpoint_access}. */
@Singleton
public final class JdbcCheckpointRepository implements CheckpointRepository {

    private final CheckpointDao rows;
    private final CheckpointQuery search;
    private final CheckpointJsonColumns json;
    private final TransactionTemplate transactionTemplate;
    private final CheckpointWriter changes;
    private final CheckpointCache cache;
    private final EventOutbox outbox;

    JdbcCheckpointRepository(
            CheckpointDao rows,
            CheckpointQuery search,
            CheckpointJsonColumns json,
            TransactionTemplate transactionTemplate,
            CheckpointWriter changes,
            CheckpointCache cache,
            EventOutbox outbox) {
        this.cache = cache;
        this.outbox = outbox;
        this.rows = rows;
        this.search = search;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
        this.changes = changes;
    }

    @Override
    public void add(Checkpoint checkpoint) {
        changes.write(checkpoint, () -> changes.insert(checkpoint));
    }

    @Override
    public boolean update(Checkpoint checkpoint, CheckpointStatus expected) {
        return changes.write(checkpoint, () -> changes.update(checkpoint, expected))
                .isPresent();
    }

    @Override
    public Optional<Checkpoint> updateDeduplicated(Checkpoint checkpoint, CheckpointStatus expected) {
        return changes.write(checkpoint, () -> changes.updateSharing(checkpoint, expected));
    }

    @Override
    public Optional<Checkpoint> share(CheckpointId id, Set<Principal> allowed) {
        return transactionTemplate.executeDurably(() -> changes.share(id, allowed));
    }

    @Override
    public Optional<Checkpoint> changeStatus(Checkpoint seen, CheckpointStatus next) {
        return changes.write(seen, () -> changes.changeStatus(seen.id(), seen.status(), next));
    }

    @Override
    public Set<StorageUri> beginDeletion(CheckpointId id) {
        return transactionTemplate.executeDurably(() -> {
            rows.lockNeighbours(id.value());
            rows.unshare(id.value());
            return rows.usedLocations(id.value()).stream()
                    .map(StorageUri::parse)
                    .collect(Collectors.toSet());
        });
    }

    @Override
    public boolean isUsed(StorageUri file) {
        return rows.uses(file.toString()) > 0;
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
    public List<Checkpoint> activeWithStems(Set<String> stems) {
        // PostgreSQL rejects what no name contains.
        Set<String> possible =
                stems.stream().filter(stem -> stem.indexOf('\0') < 0).collect(Collectors.toSet());
        return possible.isEmpty()
                ? List.of()
                : rows.activeWithStems(possible).stream()
                        .map(row -> row.toCheckpoint(json))
                        .toList();
    }

    @Override
    public List<Checkpoint> disabled(CheckpointType type, CheckpointFileName file) {
        return rows.disabled(type, CheckpointFileName.stem(file.value()), file.value()).stream()
                .map(row -> row.toCheckpoint(json))
                .toList();
    }

    @Override
    public Page<Checkpoint> page(Filter filter, Optional<Cursor> after, int limit) {
        return Page.cut(
                search.find(filter, FirstPage.of(after), limit + 1),
                limit,
                checkpoint -> new Cursor(checkpoint.created(), checkpoint.id().value()));
    }

    @Override
    public List<HashedFile> activeWithHash(CheckpointType type, String hash, Set<Principal> openTo) {
        List<CheckpointQuery.Hashed> found = search.hashed(
                new Filter(List.of(openTo), List.of(type), List.of(CheckpointStatus.ACTIVE)), hash, MOST_HASHED);
        if (found.isEmpty()) {
            return List.of();
        }
        Map<UUID, Checkpoint> checkpoints =
                rows.all(found.stream().map(CheckpointQuery.Hashed::checkpoint).toList()).stream()
                        .map(row -> row.toCheckpoint(json))
                        .collect(Collectors.toMap(checkpoint -> checkpoint.id().value(), Function.identity()));
        return found.stream()
                .filter(file -> checkpoints.containsKey(file.checkpoint())) // else deleted meanwhile
                .map(file -> file.of(checkpoints.get(file.checkpoint())))
                .toList();
    }

    @Override
    public void delete(CheckpointId id) {
        transactionTemplate.executeDurably(() -> {
            cache.discardAfterwards();
            Optional<Checkpoint> deleted = find(id);
            if (rows.delete(id.value()) > 0) {
                deleted.map(Event::deleted).ifPresent(outbox::add);
            }
            return null;
        });
    }

    @Override
    public List<Checkpoint> findAllOnNodes() {
        return rows.find(Checkpoint.Origin.NODE).stream()
                .map(row -> row.toCheckpoint(json))
                .toList();
    }

    @Override
    public Slice find(Filter filter, int page, int perPage) {
        return search.find(filter, page, perPage);
    }
}
