package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.ModelReadingQueue;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
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

/** Checkpoints whose files are to be read, in {@code model_reading}. {@link CheckpointWriter} adds those that become Active. */
@Singleton
final class JdbcModelReadingQueue implements ModelReadingQueue {

    private static final LeasedRows.Table TABLE = new LeasedRows.Table(
            "model_reading",
            "checkpoint_id",
            "next_try",
            "next_try <= current_timestamp",
            "claimed and next_try > current_timestamp",
            "claimed = true, tries = tries + 1");

    private final ModelHashDao rows;
    private final LeasedRows<CheckpointId> claims;
    private final TransactionTemplate transactionTemplate;

    JdbcModelReadingQueue(ModelHashDao rows, JdbcOperations jdbc, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.claims = new LeasedRows<>(jdbc, transactionTemplate, TABLE, CheckpointId::value);
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public void add(CheckpointId checkpoint) {
        transactionTemplate.executeDurably(() -> {
            rows.hasten(checkpoint.value());
            rows.enqueue(checkpoint.value());
            return null;
        });
    }

    @Override
    public Optional<Claim> claim(Duration lease) {
        return transactionTemplate.execute(
                () -> claims.claimFirst(claims.candidates("and tries = 0 order by next_try desc"), lease, this::read)
                        .or(() -> claims.claimFirst(claims.candidates("order by next_try"), lease, this::read)));
    }

    private Claim read(int attempt, ResultSet row) throws SQLException {
        UUID id = row.getObject("checkpoint_id", UUID.class);
        Map<Integer, ModelHashes> known = new HashMap<>();
        rows.find(List.of(id)).forEach(hashed -> known.put(hashed.position(), hashed.toHashes()));
        return new Claim(new CheckpointId(id), attempt, row.getInt("tries") + 1, known);
    }

    @Override
    public boolean renewLease(Claim claim, Duration lease) {
        return claims.renew(claim, lease);
    }

    @Override
    public Optional<ModelHashes> known(String sha256) {
        return rows.ofBytes(sha256.substring(0, ModelHashes.AUTO_V2_LENGTH), sha256)
                .map(ModelHashEntity::toHashes);
    }

    @Override
    public boolean record(Claim claim, int position, ModelHashes hashes) {
        return transactionTemplate.execute(() -> {
            boolean held = claims.update(claim, "claimed = true");
            if (held) {
                rows.insert(
                        claim.job().value(),
                        position,
                        hashes.sha256(),
                        hashes.autoV2(),
                        hashes.autoV3(),
                        hashes.legacy());
            }
            return held;
        });
    }

    @Override
    public void complete(Claim claim) {
        claims.remove(claim);
    }

    @Override
    public void requeue(Claim claim, Duration pause) {
        claims.update(claim, "claimed = false, next_try = " + LeasedRows.UNTIL, DatabaseClock.seconds(pause));
    }
}
