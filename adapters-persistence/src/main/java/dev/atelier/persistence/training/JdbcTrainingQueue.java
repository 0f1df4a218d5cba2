package dev.atelier.persistence.training;

import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Queue of training jobs, in {@code training_queue}. A claim holds until another worker claims the job. */
@Singleton
public final class JdbcTrainingQueue implements TrainingQueue {

    private static final LeasedRows.Table TABLE = new LeasedRows.Table(
            "training_queue", "job_id", "lease_until", "lease_until <= current_timestamp", "true", "worker = ?");

    private final TrainingDao jobs;
    private final TrainingQueueDao rows;
    private final LeasedRows<TrainingId> claims;
    private final JdbcTrainingJobRepository stored;
    private final TrainingJsonColumns json;
    private final TransactionTemplate transactionTemplate;
    private final EventOutbox outbox;

    JdbcTrainingQueue(
            TrainingDao jobs,
            TrainingQueueDao rows,
            JdbcTrainingJobRepository stored,
            TrainingJsonColumns json,
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate,
            EventOutbox outbox) {
        this.jobs = jobs;
        this.rows = rows;
        this.claims = new LeasedRows<>(jdbc, transactionTemplate, TABLE, TrainingId::value);
        this.stored = stored;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
    }

    @Override
    public void enqueue(TrainingJob pending) {
        transactionTemplate.executeDurably(() -> {
            jobs.save(TrainingEntity.of(pending, json));
            rows.insert(pending.id().value(), pending.plan().backend());
            outbox.addChanged(pending);
            return null;
        });
    }

    /**
     * The job's row is locked first here; its queue row does not exist yet, so that no other transaction can wait for
     * it.
     */
    @Override
    public boolean enqueueIfInitial(TrainingJob pending) {
        return transactionTemplate.executeDurably(() -> {
            boolean queued = jobs.queue(pending.id().value()) > 0;
            if (queued) {
                rows.insert(pending.id().value(), pending.plan().backend());
                outbox.addChanged(pending);
            }
            return queued;
        });
    }

    @Override
    public Optional<Claim> claim(String backend, String worker, Duration lease) {
        return LeasedRows.unlessTaken(() -> transactionTemplate.executeDurably(() -> take(backend, worker, lease)));
    }

    private Optional<Claim> take(String backend, String worker, Duration lease) {
        if (ofWorker(worker).isPresent()) {
            return Optional.empty();
        }
        return claims.claimFirst(
                claims.candidates("and backend = ? order by backend, place", backend),
                lease,
                (attempt, row) -> read(worker, attempt, row),
                worker);
    }

    private Optional<Claim> ofWorker(String worker) {
        return claims.find("worker = ?", (attempt, row) -> read(worker, attempt, row), worker);
    }

    private static Claim read(String worker, int attempt, ResultSet row) throws SQLException {
        TrainingId job = new TrainingId(row.getObject("job_id", UUID.class));
        return new Claim(
                job,
                worker,
                attempt,
                row.getObject("queued", OffsetDateTime.class).toInstant());
    }

    @Override
    public Optional<Claim> findClaim(String worker, Duration lease) {
        return transactionTemplate.execute(() -> ofWorker(worker).filter(claim -> claims.renew(claim, lease)));
    }

    @Override
    public boolean renewLease(Claim claim, Duration lease) {
        return claims.renew(claim, lease);
    }

    @Override
    public boolean updateProgress(Claim claim, TrainingJob running, LossCurve losses, Duration lease) {
        // Durable: a trainer found after a crash must not be ahead of the recorded state of its job.
        return transactionTemplate.executeDurably(() -> claims.renew(claim, lease) && report(running, losses));
    }

    private boolean report(TrainingJob running, LossCurve losses) {
        UUID id = running.id().value();
        boolean changed = jobs.status(id).filter(running.status()::equals).isEmpty();
        boolean reported =
                jobs.report(id, running.status(), json.progress(running), json.losses(losses), running.started()) > 0;
        if (reported && changed) {
            outbox.addChanged(running);
        }
        return reported;
    }

    @Override
    public boolean complete(Claim claim, TrainingJob ended) {
        return transactionTemplate.executeDurably(() -> claims.remove(claim) && stored.store(ended));
    }
}
