package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Import queue, in {@code checkpoint_import} and {@code checkpoint_import_file}. The attempt number of a claim is its
 * fencing token, since it grows with every claim.
 */
@Singleton
public final class JdbcCheckpointImportQueue implements CheckpointImportQueue {

    private final ImportDao rows;
    private final CheckpointWriter changes;
    private final TransactionTemplate transactionTemplate;

    JdbcCheckpointImportQueue(ImportDao rows, CheckpointWriter changes, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.changes = changes;
        this.transactionTemplate = transactionTemplate;
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
        for (ImportDao.Due due : rows.due()) {
            Optional<Claim> claim = transactionTemplate.execute(
                    () -> rows.lockDue(due.checkpointId()).map(free -> take(free, lease)));
            if (claim.isPresent()) {
                return claim;
            }
        }
        return Optional.empty();
    }

    private Claim take(ImportDao.Due due, Duration lease) {
        int attempt = due.attempt() + 1;
        rows.take(due.checkpointId(), attempt, DatabaseClock.seconds(lease));
        List<ImportFileEntity> files = rows.files(due.checkpointId());
        Map<Integer, ModelFile> kept = new HashMap<>();
        files.forEach(file -> file.kept().ifPresent(known -> kept.put(file.position(), known)));
        return new Claim(
                new CheckpointId(due.checkpointId()),
                attempt,
                files.stream().map(file -> SourceUrl.parse(file.url())).toList(),
                kept);
    }

    @Override
    public boolean renewLease(Claim claim, Duration lease) {
        return transactionTemplate.execute(
                        () -> rows.renew(claim.checkpoint().value(), claim.attempt(), DatabaseClock.seconds(lease)))
                > 0;
    }

    @Override
    public boolean recordFile(Claim claim, int position, ModelFile file) {
        return transactionTemplate.executeDurably(() -> rows.keep(
                        claim.checkpoint().value(),
                        claim.attempt(),
                        position,
                        file.name().value(),
                        file.location().toString(),
                        file.sha256()))
                > 0;
    }

    @Override
    public Optional<Checkpoint> complete(Claim claim, Checkpoint ended) {
        return changes.write(
                ended,
                () -> rows.remove(claim.checkpoint().value(), claim.attempt()) > 0
                        ? changes.updateSharing(ended, CheckpointStatus.INITIAL)
                        : Optional.empty());
    }

    @Override
    public void requeue(Claim claim, Duration pause) {
        transactionTemplate.execute(
                () -> rows.putBack(claim.checkpoint().value(), claim.attempt(), DatabaseClock.seconds(pause)));
    }
}
