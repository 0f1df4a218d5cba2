package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.event.Event;
import dev.atelier.persistence.Principals;
import dev.atelier.persistence.SqlStates;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Writes whole checkpoints. All methods except {@link #write} must run within the transaction that {@link #write}
 * begins.
 */
@Singleton
public final class CheckpointWriter {

    private final CheckpointDao rows;
    private final ModelHashDao hashes;
    private final CheckpointTerms terms;
    private final CheckpointJsonColumns json;
    private final TransactionTemplate transactionTemplate;
    private final CheckpointCache cache;
    private final EventOutbox outbox;

    CheckpointWriter(
            CheckpointDao rows,
            ModelHashDao hashes,
            CheckpointTerms terms,
            CheckpointJsonColumns json,
            TransactionTemplate transactionTemplate,
            CheckpointCache cache,
            EventOutbox outbox) {
        this.cache = cache;
        this.outbox = outbox;
        this.rows = rows;
        this.hashes = hashes;
        this.terms = terms;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
    }

    /**
     * Runs statements that write this checkpoint, in a transaction.
     *
     * @throws CheckpointNameTakenException if a file name is taken; the statements are rolled back
     */
    public <T> T write(Checkpoint checkpoint, Supplier<T> statements) {
        try {
            return transactionTemplate.executeDurably(statements);
        } catch (DataAccessException e) {
            if (SqlStates.isUniqueViolation(e)) {
                throw new CheckpointNameTakenException(takenName(checkpoint).orElseThrow(() -> e));
            }
            throw e;
        }
    }

    public boolean insert(Checkpoint checkpoint) {
        cache.discardAfterwards();
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
        addFiles(checkpoint);
        open(checkpoint.id(), checkpoint.allowedRolesOrUsers());
        outbox.add(Event.changed(checkpoint));
        return true;
    }

    /** The checkpoint as it is stored now, with the access list of before; empty when it has another status. */
    Optional<Checkpoint> update(Checkpoint checkpoint, CheckpointStatus expected) {
        cache.discardAfterwards();
        UUID id = checkpoint.id().value();
        int updated = rows.update(
                id,
                checkpoint.status(),
                checkpoint.origin(),
                checkpoint.location().toString(),
                json.uploads(checkpoint.uploads()),
                json.params(checkpoint.params()),
                expected);
        if (updated == 0) {
            return Optional.empty();
        }
        rows.removeFiles(id);
        addFiles(checkpoint);
        Checkpoint stored = checkpoint.openTo(Principals.of(rows.principals(id)));
        outbox.add(Event.changed(stored));
        return Optional.of(stored);
    }

    /** As {@link dev.atelier.application.checkpoint.CheckpointRepository#changeStatus}. */
    Optional<Checkpoint> changeStatus(CheckpointId id, CheckpointStatus expected, CheckpointStatus next) {
        cache.discardAfterwards();
        if (rows.changeStatus(id.value(), next, expected) == 0) {
            return Optional.empty();
        }
        Checkpoint stored = rows.find(id.value()).orElseThrow().toCheckpoint(json);
        if (next == CheckpointStatus.DISABLED) {
            rows.releaseNames(List.of(id.value()));
        } else if (stored.origin() == Checkpoint.Origin.STORE) {
            takeOverFromNodes(stored);
            rows.holdNames(id.value());
            hashes.enqueueWithoutHashes(id.value());
        }
        outbox.add(Event.changed(stored));
        return Optional.of(stored);
    }

    /** As {@link dev.atelier.application.checkpoint.CheckpointRepository#share}. */
    Optional<Checkpoint> share(CheckpointId id, Set<Principal> allowed) {
        cache.discardAfterwards();
        return rows.lock(id.value()).flatMap(locked -> {
            rows.close(id.value());
            open(id, allowed);
            Optional<Checkpoint> shared = rows.find(id.value()).map(row -> row.toCheckpoint(json));
            shared.map(Event::changed).ifPresent(outbox::add);
            return shared;
        });
    }

    private void open(CheckpointId id, Set<Principal> allowed) {
        allowed.forEach(principal -> rows.open(id.value(), principal.toString()));
    }

    /** Inserts the checkpoint; its files share the locations of stored files with equal content. */
    public Checkpoint insertSharing(Checkpoint checkpoint) {
        Checkpoint shared = checkpoint.withFiles(sharedFiles(checkpoint));
        insert(shared);
        return shared;
    }

    /** As {@link dev.atelier.application.checkpoint.CheckpointRepository#updateDeduplicated}. */
    public Optional<Checkpoint> updateSharing(Checkpoint checkpoint, CheckpointStatus expected) {
        Checkpoint shared = checkpoint.withFiles(sharedFiles(checkpoint));
        return update(shared, expected);
    }

    private List<ModelFile> sharedFiles(Checkpoint checkpoint) {
        Map<String, StorageUri> places = new HashMap<>();
        return checkpoint.files().stream()
                .map(file -> file.sha256() == null
                        ? file
                        : file.at(places.computeIfAbsent(file.sha256(), digest -> place(checkpoint, file))))
                .toList();
    }

    private StorageUri place(Checkpoint checkpoint, ModelFile file) {
        return rows.lockStored(file.sha256(), checkpoint.id().value()).stream()
                .findFirst()
                .map(StorageUri::parse)
                .orElse(file.location());
    }

    private void addFiles(Checkpoint checkpoint) {
        UUID id = checkpoint.id().value();
        boolean holdsNames = checkpoint.status() != CheckpointStatus.DISABLED;
        if (holdsNames && checkpoint.origin() == Checkpoint.Origin.STORE) {
            takeOverFromNodes(checkpoint);
        }
        terms.name(
                id,
                checkpoint.files().stream()
                        .map(file -> CheckpointFileName.stem(file.name().value()))
                        .toList());
        int position = 0;
        for (ModelFile file : checkpoint.files()) {
            rows.addFile(
                    id,
                    position++,
                    checkpoint.type(),
                    file.name().value(),
                    CheckpointFileName.stem(file.name().value()),
                    holdsNames ? file.name().value() : null,
                    file.location().toString(),
                    file.sha256());
        }
        if (checkpoint.status() == CheckpointStatus.ACTIVE && checkpoint.origin() == Checkpoint.Origin.STORE) {
            hashes.enqueueWithoutHashes(id);
        }
    }

    private void takeOverFromNodes(Checkpoint checkpoint) {
        List<UUID> onNodes = checkpoint.files().stream()
                .map(file ->
                        CheckpointId.ofNodeModel(checkpoint.type(), file.name()).value())
                .toList();
        if (onNodes.isEmpty()) {
            return;
        }
        if (checkpoint.status() == CheckpointStatus.ACTIVE) {
            List<Event> deleted = onNodes.stream()
                    .map(rows::find)
                    .flatMap(Optional::stream)
                    .map(row -> Event.deleted(row.toCheckpoint(json)))
                    .toList();
            rows.delete(onNodes);
            outbox.add(deleted.toArray(Event[]::new));
        } else {
            rows.releaseNames(onNodes);
        }
    }

    /** Empty if no name is taken: the violation had another reason, or the name was released meanwhile. */
    private Optional<String> takenName(Checkpoint checkpoint) {
        List<String> names =
                checkpoint.files().stream().map(file -> file.name().value()).toList();
        return transactionTemplate.readSeparately(() ->
                rows.takenByOthers(checkpoint.type(), names, checkpoint.id().value()).stream()
                        .findFirst());
    }
}
