package dev.atelier.persistence.training;

import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.UniqueViolation;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Queue of training jobs, in {@code training_queue}. Its times are the database's, so that replicas agree on them. */
@Singleton
public final class JdbcTrainingQueue implements TrainingQueue {

    /** How many jobs are read at once, which is how many workers can claim at the same time without conflict. */
    private static final int CANDIDATES = 16;

    private final TrainingDao jobs;
    private final TrainingQueueDao rows;
    private final JdbcTrainingJobRepository stored;
    private final TrainingJsonColumns json;
    private final TransactionTemplate transactionTemplate;

    JdbcTrainingQueue(
            TrainingDao jobs,
            TrainingQueueDao rows,
            JdbcTrainingJobRepository stored,
            TrainingJsonColumns json,
            TransactionTemplate transactionTemplate) {
        this.jobs = jobs;
        this.rows = rows;
        this.stored = stored;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public void enqueue(TrainingJob pending) {
        transactionTemplate.executeDurably(() -> {
            jobs.save(TrainingEntity.of(pending, json));
            rows.insert(pending.id().value(), pending.plan().backend());
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
            }
            return queued;
        });
    }

    @Override
    public Optional<Claim> claim(String backend, String worker, Duration lease) {
        try {
            return transactionTemplate.executeDurably(() -> take(backend, worker, DatabaseClock.seconds(lease)));
        } catch (DataAccessException e) {
            if (UniqueViolation.isCauseOf(e)) {
                return Optional.empty(); // this worker claimed another job concurrently
            }
            throw e;
        }
    }

    private Optional<Claim> take(String backend, String worker, BigDecimal lease) {
        if (rows.ofWorker(worker).isPresent()) {
            return Optional.empty();
        }
        for (UUID job : rows.free(backend, CANDIDATES)) {
            Optional<Claim> claim = rows.lockFree(job).map(free -> free.next(worker));
            if (claim.isPresent()) {
                rows.take(job, worker, claim.get().attempt(), lease);
                return claim;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Claim> findClaim(String worker, Duration lease) {
        return rows.ofWorker(worker).map(row -> row.claimOf(worker)).filter(claim -> renewLease(claim, lease));
    }

    @Override
    public boolean renewLease(Claim claim, Duration lease) {
        return transactionTemplate.execute(() -> renew(claim, lease));
    }

    @Override
    public boolean updateProgress(Claim claim, TrainingJob running, Duration lease) {
        // Durable: a trainer found after a crash must not be ahead of the recorded state of its job.
        return transactionTemplate.executeDurably(() -> renew(claim, lease)
                && jobs.report(
                                running.id().value(),
                                running.status(),
                                json.progress(running.progress()),
                                running.started())
                        > 0);
    }

    @Override
    public boolean complete(Claim claim, TrainingJob ended) {
        return transactionTemplate.executeDurably(
                () -> rows.remove(claim.job().value(), claim.worker(), claim.attempt()) > 0 && stored.store(ended));
    }

    private boolean renew(Claim claim, Duration lease) {
        return rows.renew(claim.job().value(), claim.worker(), claim.attempt(), DatabaseClock.seconds(lease)) > 0;
    }
}
