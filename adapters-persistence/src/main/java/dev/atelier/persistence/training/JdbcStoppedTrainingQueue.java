package dev.atelier.persistence.training;

import dev.atelier.application.training.StoppedTrainingQueue;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Stopped trainings, in {@code stopped_training}. */
@Singleton
public final class JdbcStoppedTrainingQueue implements StoppedTrainingQueue {

    private static final LeasedRows.Table TABLE = new LeasedRows.Table(
            "stopped_training",
            "job_id",
            "lease_until",
            "lease_until <= current_timestamp",
            "true",
            "backend = backend");

    private final StoppedTrainingDao rows;
    private final LeasedRows<TrainingId> claims;
    private final TransactionTemplate transactionTemplate;

    JdbcStoppedTrainingQueue(StoppedTrainingDao rows, JdbcOperations jdbc, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.claims = new LeasedRows<>(jdbc, transactionTemplate, TABLE, TrainingId::value);
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public Optional<StoppedTraining> find(TrainingId id) {
        return transactionTemplate
                .execute(() -> claims.find("job_id = ?", JdbcStoppedTrainingQueue::read, id.value()))
                .map(Claim::training);
    }

    @Override
    public Optional<Claim> claim(String backend, Duration lease) {
        return transactionTemplate.execute(() -> claims.claimFirst(
                claims.candidates("and backend = ? order by backend, lease_until", backend),
                lease,
                JdbcStoppedTrainingQueue::read));
    }

    @Override
    public void postpone(Claim claim, Duration pause) {
        claims.renew(claim, pause);
    }

    @Override
    public void remove(TrainingId id) {
        transactionTemplate.execute(() -> rows.remove(id.value()));
    }

    private static Claim read(int attempt, ResultSet row) throws SQLException {
        return new Claim(
                new StoppedTraining(
                        new TrainingId(row.getObject("job_id", UUID.class)),
                        new UserName(row.getString("user_name")),
                        row.getString("backend"),
                        StorageUri.parse(row.getString("output")),
                        row.getString("output_name")),
                attempt,
                row.getObject("stopped", OffsetDateTime.class).toInstant());
    }
}
