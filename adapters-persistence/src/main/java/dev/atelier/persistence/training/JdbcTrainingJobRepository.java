package dev.atelier.persistence.training;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.persistence.FirstPage;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Training jobs, in {@code training_job}. A job that ends or is deleted also leaves the queue. Transactions that touch
 * both tables lock the queue's row first, so that they cannot deadlock.
 */
@Singleton
public final class JdbcTrainingJobRepository implements TrainingJobRepository {

    private final TrainingDao rows;
    private final TrainingQueueDao queue;
    private final StoppedTrainingDao stopped;
    private final TrainingJsonColumns json;
    private final TransactionTemplate transactionTemplate;
    private final EventOutbox outbox;

    JdbcTrainingJobRepository(
            TrainingDao rows,
            TrainingQueueDao queue,
            StoppedTrainingDao stopped,
            TrainingJsonColumns json,
            TransactionTemplate transactionTemplate,
            EventOutbox outbox) {
        this.rows = rows;
        this.queue = queue;
        this.stopped = stopped;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
    }

    @Override
    public void add(TrainingJob initial) {
        transactionTemplate.executeDurably(() -> {
            rows.save(TrainingEntity.of(initial, json));
            outbox.addChanged(initial);
            return null;
        });
    }

    @Override
    public Optional<TrainingJob> find(TrainingId id) {
        return rows.findById(id.value()).map(row -> row.toJob(json));
    }

    @Override
    public LossCurve losses(TrainingId id) {
        return rows.losses(id.value()).map(json::losses).orElse(LossCurve.NONE);
    }

    @Override
    public boolean end(TrainingJob ended) {
        return transactionTemplate.executeDurably(() -> {
            boolean waited = queue.remove(ended.id().value()) > 0;
            boolean stored = store(ended);
            if (!waited) {
                waited = queue.remove(ended.id().value()) > 0; // an Initial job may have been queued concurrently
            }
            if (stored && waited && ended.status() == TrainingStatus.STOPPED) {
                remember(StoppedTraining.of(ended));
            }
            return stored;
        });
    }

    private void remember(StoppedTraining training) {
        stopped.removeOld();
        stopped.insert(
                training.id().value(),
                training.backend(),
                training.user().value(),
                training.output().toString(),
                training.outputName());
    }

    /** Must run within a transaction. */
    boolean store(TrainingJob ended) {
        boolean stored = rows.end(
                        ended.id().value(),
                        ended.status(),
                        json.progress(ended),
                        json.names(ended.models()),
                        ended.error(),
                        ended.started(),
                        ended.ended())
                > 0;
        if (stored) {
            outbox.addChanged(ended);
        }
        return stored;
    }

    @Override
    public Page<TrainingJob> page(Optional<UserName> user, Optional<Cursor> after, int limit) {
        Cursor start = FirstPage.of(after);
        List<TrainingEntity> found = user.isPresent()
                ? rows.page(user.get().value(), start.created(), start.id(), limit + 1)
                : rows.page(start.created(), start.id(), limit + 1);
        return Page.cut(
                found.stream().map(row -> row.toJob(json)).toList(),
                limit,
                job -> new Cursor(job.created(), job.id().value()));
    }

    @Override
    public void delete(TrainingId id) {
        transactionTemplate.executeDurably(() -> {
            queue.remove(id.value());
            Optional<TrainingJob> deleted = find(id);
            if (rows.delete(id.value()) > 0) {
                deleted.map(Event::deleted).ifPresent(outbox::add);
            }
            return null;
        });
    }
}
