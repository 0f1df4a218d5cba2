package dev.atelier.persistence.inference;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.PromptText;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.persistence.FirstPage;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import dev.atelier.persistence.usage.UsageRecorder;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Inference jobs, in {@code inference_job}. A job that ends or is deleted also leaves the queue and the remote
 * invocations, so that no worker runs it any more. Transactions that touch several tables lock their rows first and the
 * job's last, so that they cannot deadlock.
 */
@Singleton
public final class JdbcInferenceJobRepository implements InferenceJobRepository {

    /** Older than any job. */
    private static final Cursor OLDEST = Cursor.before(Instant.EPOCH);

    private final InferenceJobDao rows;
    private final QueueExits queue;
    private final InvocationDao invocations;
    private final QuotaGuard quotas;
    private final UsageRecorder usage;
    private final InferenceJobJsonColumns json;
    private final TransactionTemplate transactionTemplate;
    private final EventOutbox outbox;
    private final Clock clock;

    JdbcInferenceJobRepository(
            InferenceJobDao rows,
            QueueExits queue,
            InvocationDao invocations,
            QuotaGuard quotas,
            UsageRecorder usage,
            InferenceJobJsonColumns json,
            TransactionTemplate transactionTemplate,
            EventOutbox outbox,
            Clock clock) {
        this.rows = rows;
        this.queue = queue;
        this.invocations = invocations;
        this.quotas = quotas;
        this.usage = usage;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public void add(InferenceJob job) {
        transactionTemplate.executeDurably(() -> {
            InferenceJobEntity.insert(rows, job, json);
            outbox.add(Event.created(job));
            return null;
        });
    }

    @Override
    public Optional<InferenceJob> find(InferenceJobId id) {
        return rows.findById(id.value()).map(row -> row.toJob(json));
    }

    @Override
    public boolean end(InferenceJob ended) {
        return transactionTemplate.executeDurably(() -> {
            Exit exit = leave(ended.id());
            boolean stored = InferenceJobEntity.storeEnd(rows, ended, json);
            if (stored) {
                outbox.add(Event.ended(ended));
                count(ended, exit);
            }
            return stored;
        });
    }

    @Override
    public List<InferenceJob> inProgressOn(EndpointId endpoint) {
        return jobs(rows.inProgressOn(endpoint.value()));
    }

    @Override
    public List<InferenceJob> inProgressOf(UserName user, InferenceType type, int limit) {
        return jobs(rows.inProgressOf(user.value(), type, limit));
    }

    @Override
    public Page<InferenceJob> page(
            Optional<UserName> user, Optional<TaskType> task, Optional<Cursor> after, int limit) {
        return Page.cut(
                jobs(rows(user.map(UserName::value), task, FirstPage.of(after), limit + 1)), limit, this::position);
    }

    private List<InferenceJobEntity> rows(Optional<String> user, Optional<TaskType> task, Cursor start, int limit) {
        if (user.isPresent()) {
            return task.isPresent()
                    ? rows.page(user.get(), task.get(), start.created(), start.id(), limit)
                    : rows.page(user.get(), start.created(), start.id(), limit);
        }
        return task.isPresent()
                ? rows.page(task.get(), start.created(), start.id(), limit)
                : rows.page(start.created(), start.id(), limit);
    }

    @Override
    public Found search(Optional<UserName> user, Search search, Optional<Cursor> after, int limit, int most) {
        Cursor start = FirstPage.of(after);
        Optional<Cursor> last = last(user, start, most);
        Page<InferenceJob> found =
                Page.cut(jobs(found(user, search, start, last.orElse(OLDEST), limit + 1)), limit, this::position);
        boolean stopped = found.next().isEmpty() && last.isPresent();
        return new Found(stopped ? new Page<>(found.items(), last) : found, stopped);
    }

    /** The last of as many jobs; empty if there are no more than that. */
    private Optional<Cursor> last(Optional<UserName> user, Cursor start, int most) {
        List<InferenceJobEntity> lastAndNext = user.isPresent()
                ? rows.last(user.get().value(), start.created(), start.id(), most - 1)
                : rows.last(start.created(), start.id(), most - 1);
        return lastAndNext.size() < 2
                ? Optional.empty()
                : Optional.of(new Cursor(
                        lastAndNext.get(0).created(), lastAndNext.get(0).id()));
    }

    private List<InferenceJobEntity> found(
            Optional<UserName> user, Search search, Cursor start, Cursor last, int limit) {
        String task = search.task().map(TaskType::name).orElse("");
        String model = search.model().orElse("");
        String text = search.text().map(PromptText::value).orElse("");
        return user.isPresent()
                ? rows.found(
                        user.get().value(),
                        start.created(),
                        start.id(),
                        last.created(),
                        last.id(),
                        task,
                        model,
                        text,
                        limit)
                : rows.found(start.created(), start.id(), last.created(), last.id(), task, model, text, limit);
    }

    private Cursor position(InferenceJob job) {
        return new Cursor(job.created(), job.id().value());
    }

    @Override
    public void delete(InferenceJobId id) {
        transactionTemplate.executeDurably(() -> {
            Exit exit = leave(id);
            Optional<InferenceJob> deleted = find(id);
            Optional<InferenceJob> stopped = deleted.filter(
                    job -> job.status() == InferenceJobStatus.INPROGRESS && rows.deleteInProgress(id.value()) > 0);
            if (stopped.isPresent() || rows.delete(id.value()) > 0) {
                deleted.ifPresent(outbox::addDeleted);
            }
            stopped.ifPresent(job -> count(job.cancel(job.user(), clock.instant()), exit));
            return null;
        });
    }

    /**
     * Where a job was.
     *
     * @param worked for how many milliseconds nodes have worked on it
     */
    private record Exit(boolean remote, OptionalLong worked) {}

    private Exit leave(InferenceJobId job) {
        quotas.charge(job);
        OptionalLong worked = queue.remove(job);
        return new Exit(invocations.remove(job.value()) > 0, worked);
    }

    private void count(InferenceJob ended, Exit exit) {
        long worked = exit.remote()
                ? Duration.between(ended.started(), ended.completed()).toMillis()
                : exit.worked().orElse(0);
        usage.ended(ended, UsageRecorder.NO_NODE, worked);
    }

    @Override
    public List<InferenceJob> expired(Instant before, int limit) {
        return jobs(rows.expired(before, limit));
    }

    @Override
    public boolean deleteUnstarted(InferenceJobId id) {
        return transactionTemplate.executeDurably(() -> {
            Optional<InferenceJob> found = find(id);
            boolean deleted = rows.deleteUnstarted(id.value()) > 0;
            if (deleted) {
                found.map(Event::deleted).ifPresent(outbox::add);
            }
            return deleted;
        });
    }

    private List<InferenceJob> jobs(List<InferenceJobEntity> found) {
        return found.stream().map(row -> row.toJob(json)).toList();
    }
}
