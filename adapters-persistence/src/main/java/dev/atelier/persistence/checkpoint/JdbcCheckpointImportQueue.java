package dev.atelier.persistence.checkpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.activity.Activity;
import dev.atelier.application.checkpoint.BorrowedFileGoneException;
import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.application.checkpoint.ImportTransfer;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** Imports, in {@code checkpoint_import}, {@code checkpoint_import_file} and {@code import_record}. */
@Singleton
public final class JdbcCheckpointImportQueue implements CheckpointImportQueue {

    private static final LeasedRows.Table TABLE = new LeasedRows.Table(
            "checkpoint_import",
            "checkpoint_id",
            "next_try",
            "next_try <= current_timestamp",
            "claimed and next_try > current_timestamp",
            "claimed = true");

    /** Of the users with the fewest that run, the one that waits longest. */
    private static final String ORDER = """
            order by (select count(*) from checkpoint_import r where r.user_name = checkpoint_import.user_name
                and r.claimed and r.next_try > current_timestamp), next_try""";

    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final ImportDao rows;
    private final ImportStatusQuery statuses;
    private final CheckpointDao checkpoints;
    private final CheckpointJsonColumns json;
    private final LeasedRows<CheckpointId> claims;
    private final CheckpointWriter changes;
    private final TransactionTemplate transactionTemplate;
    private final EventOutbox outbox;
    private final Clock clock;

    JdbcCheckpointImportQueue(
            ImportDao rows,
            ImportStatusQuery statuses,
            CheckpointDao checkpoints,
            CheckpointJsonColumns json,
            CheckpointWriter changes,
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate,
            EventOutbox outbox,
            Clock clock) {
        this.rows = rows;
        this.statuses = statuses;
        this.checkpoints = checkpoints;
        this.json = json;
        this.claims = new LeasedRows<>(jdbc, transactionTemplate, TABLE, CheckpointId::value);
        this.changes = changes;
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public void add(Checkpoint checkpoint, List<ImportSource> sources, int most) {
        UUID id = checkpoint.id().value();
        String user = checkpoint.creator().value();
        changes.write(checkpoint, () -> {
            requireRoom(user, most);
            changes.insert(checkpoint);
            rows.insert(id, user, checkpoint.created());
            rows.addRecord(id, user, checkpoint.created());
            int position = 0;
            for (ImportSource source : sources) {
                rows.addFile(
                        id,
                        position++,
                        source.url().uri().toString(),
                        source.name().map(CheckpointFileName::value).orElse(null),
                        source.sha256().orElse(null),
                        source.size().isPresent() ? source.size().getAsLong() : null);
            }
            return position;
        });
    }

    private void requireRoom(String user, int most) {
        rows.lock(user);
        int present = rows.count(user);
        if (present >= most) {
            throw new CapacityExceededException(
                    "user " + user + " has " + present + " imports in progress, and at most " + most
                            + " are allowed (atelier.import.per-user); wait until one has ended, or cancel one");
        }
    }

    @Override
    public Optional<Claim> claim(Duration lease) {
        return transactionTemplate.execute(() -> {
            Optional<Claim> taken = claims.claimFirst(claims.candidates(ORDER), lease, this::read);
            taken.ifPresent(
                    claim -> outbox.reportOnceCommitted(new Activity.ImportStarted(claim.job(), claim.attempt())));
            return taken;
        });
    }

    private Claim read(int attempt, ResultSet row) throws SQLException {
        UUID id = row.getObject("checkpoint_id", UUID.class);
        List<ImportFileEntity> files = rows.files(id);
        Map<Integer, ModelFile> kept = new HashMap<>();
        Set<Integer> borrowed = new HashSet<>();
        files.forEach(file -> file.kept().ifPresent(known -> {
            kept.put(file.position(), known);
            if (file.borrowed()) {
                borrowed.add(file.position());
            }
        }));
        return new Claim(
                new CheckpointId(id),
                attempt,
                files.stream().map(ImportFileEntity::source).toList(),
                kept,
                borrowed,
                attempt - row.getInt("attempts_before"),
                row.getObject("since", OffsetDateTime.class).toInstant());
    }

    @Override
    public boolean renewLease(Claim claim, Duration lease, ImportTransfer.Progress progress) {
        return transactionTemplate.execute(() -> {
            boolean held = claims.update(
                    claim,
                    "next_try = " + LeasedRows.UNTIL + ", rate = ?",
                    DatabaseClock.seconds(lease),
                    progress.bytesPerSecond());
            if (held) {
                OptionalLong size = progress.size();
                rows.progress(
                        claim.job().value(),
                        progress.position(),
                        progress.bytes(),
                        size.isPresent() ? size.getAsLong() : null);
            }
            return held;
        });
    }

    @Override
    public boolean recordFile(Claim claim, int position, ModelFile file, long bytes, boolean borrowed) {
        return transactionTemplate.executeDurably(() -> rows.keep(
                        claim.job().value(),
                        claim.attempt(),
                        position,
                        file.name().value(),
                        file.location().toString(),
                        file.sha256(),
                        bytes,
                        borrowed))
                > 0;
    }

    @Override
    public void forgetBorrowed(Claim claim) {
        transactionTemplate.execute(() -> rows.forgetBorrowed(claim.job().value(), claim.attempt()));
    }

    @Override
    public Optional<Checkpoint> complete(Claim claim, Checkpoint ended) {
        UUID id = claim.job().value();
        boolean active = ended.status() == CheckpointStatus.ACTIVE;
        return changes.write(ended, () -> {
            if (!claims.update(claim, "rate = 0")) {
                return Optional.empty();
            }
            if (active) {
                requireBorrowed(id);
            }
            rows.end(id, clock.instant(), (active ? ImportStatus.State.SUCCEEDED : ImportStatus.State.FAILED).name());
            rows.delete(id);
            return store(ended);
        });
    }

    private void requireBorrowed(UUID id) {
        rows.files(id).stream()
                .filter(ImportFileEntity::borrowed)
                .filter(file -> checkpoints.lockStored(file.sha256(), id).isEmpty())
                .findFirst()
                .ifPresent(file -> {
                    throw new BorrowedFileGoneException("the stored bytes of " + file.name() + " are gone");
                });
    }

    private Optional<Checkpoint> store(Checkpoint ended) {
        Optional<Checkpoint> now = changes.updateSharing(ended, CheckpointStatus.INITIAL);
        now.ifPresent(updated -> outbox.reportOnceCommitted(new Activity.ImportEnded(updated)));
        return now;
    }

    @Override
    public void requeue(Claim claim, Duration pause) {
        claims.update(claim, "claimed = false, next_try = " + LeasedRows.UNTIL, DatabaseClock.seconds(pause));
    }

    @Override
    public boolean pause(CheckpointId id) {
        return steer(id, () -> rows.pause(id.value(), NEVER));
    }

    @Override
    public boolean resume(CheckpointId id) {
        return steer(id, () -> rows.resume(id.value(), DatabaseClock.seconds(RESUMPTION)));
    }

    private boolean steer(CheckpointId id, IntSupplier change) {
        return transactionTemplate.executeDurably(() -> change.getAsInt() > 0 || rows.inProgress(id.value()) > 0);
    }

    @Override
    public Optional<Checkpoint> cancel(Checkpoint ended, Instant now) {
        UUID id = ended.id().value();
        return changes.write(ended, () -> {
            if (rows.lockImport(id).isEmpty()) {
                return Optional.empty();
            }
            rows.end(id, now, ImportStatus.State.CANCELLED.name());
            rows.delete(id);
            return store(ended);
        });
    }

    @Override
    public Optional<ImportStatus> find(CheckpointId id) {
        return statuses.find(id);
    }

    @Override
    public Page<ImportStatus> list(Optional<UserName> user, Optional<Cursor> after, int limit) {
        return statuses.list(user, after, limit);
    }

    @Override
    public Set<CheckpointId> inProgress(Collection<CheckpointId> ids) {
        return ids.stream().filter(id -> rows.inProgress(id.value()) > 0).collect(Collectors.toSet());
    }

    @Override
    public List<Checkpoint> having(String sha256) {
        return checkpoints.having(sha256).stream()
                .map(row -> row.toCheckpoint(json))
                .toList();
    }
}
