package dev.atelier.persistence.checkpoint;

import dev.atelier.application.activity.Activity;
import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Imports, in {@code checkpoint_import} and {@code checkpoint_import_file}. */
@Singleton
public final class JdbcCheckpointImportQueue implements CheckpointImportQueue {

    private static final LeasedRows.Table TABLE = new LeasedRows.Table(
            "checkpoint_import",
            "checkpoint_id",
            "next_try",
            "next_try <= current_timestamp",
            "claimed and next_try > current_timestamp",
            "claimed = true");

    private final ImportDao rows;
    private final LeasedRows<CheckpointId> claims;
    private final CheckpointWriter changes;
    private final TransactionTemplate transactionTemplate;
    private final EventOutbox outbox;

    JdbcCheckpointImportQueue(
            ImportDao rows,
            CheckpointWriter changes,
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate,
            EventOutbox outbox) {
        this.rows = rows;
        this.claims = new LeasedRows<>(jdbc, transactionTemplate, TABLE, CheckpointId::value);
        this.changes = changes;
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
    }

    @Override
    public void add(Checkpoint checkpoint, List<SourceUrl> urls) {
        UUID id = checkpoint.id().value();
        changes.write(checkpoint, () -> {
            changes.insert(checkpoint);
            rows.insert(id);
            int position = 0;
            for (SourceUrl url : urls) {
                rows.addFile(id, position++, url.uri().toString());
            }
            return position;
        });
    }

    @Override
    public Optional<Claim> claim(Duration lease) {
        return transactionTemplate.execute(() -> {
            Optional<Claim> taken = claims.claimFirst(claims.candidates("order by next_try"), lease, this::read);
            taken.ifPresent(
                    claim -> outbox.reportOnceCommitted(new Activity.ImportStarted(claim.job(), claim.attempt())));
            return taken;
        });
    }

    private Claim read(int attempt, ResultSet row) throws SQLException {
        UUID id = row.getObject("checkpoint_id", UUID.class);
        List<ImportFileEntity> files = rows.files(id);
        Map<Integer, ModelFile> kept = new HashMap<>();
        files.forEach(file -> file.kept().ifPresent(known -> kept.put(file.position(), known)));
        return new Claim(
                new CheckpointId(id),
                attempt,
                files.stream().map(file -> SourceUrl.parse(file.url())).toList(),
                kept);
    }

    @Override
    public boolean renewLease(Claim claim, Duration lease) {
        return claims.renew(claim, lease);
    }

    @Override
    public boolean recordFile(Claim claim, int position, ModelFile file) {
        return transactionTemplate.executeDurably(() -> rows.keep(
                        claim.job().value(),
                        claim.attempt(),
                        position,
                        file.name().value(),
                        file.location().toString(),
                        file.sha256()))
                > 0;
    }

    @Override
    public Optional<Checkpoint> complete(Claim claim, Checkpoint ended) {
        return changes.write(ended, () -> {
            if (!claims.remove(claim)) {
                return Optional.empty();
            }
            Optional<Checkpoint> now = changes.updateSharing(ended, CheckpointStatus.INITIAL);
            now.ifPresent(updated -> outbox.reportOnceCommitted(new Activity.ImportEnded(updated)));
            return now;
        });
    }

    @Override
    public void requeue(Claim claim, Duration pause) {
        claims.update(claim, "claimed = false, next_try = " + LeasedRows.UNTIL, DatabaseClock.seconds(pause));
    }
}
