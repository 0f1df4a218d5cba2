package dev.atelier.application.testing;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.idempotency.RequestInProgressException;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Inference jobs in memory. */
public class InMemoryInferenceJobRepository implements InferenceJobRepository {

    private final Map<InferenceJobId, InferenceJob> jobs = new LinkedHashMap<>();
    private final InMemoryUsageTotals usage = new InMemoryUsageTotals();
    private final Set<InferenceJobId> remote = new HashSet<>();
    private Function<InferenceJobId, Duration> nodeTimes = job -> Duration.ZERO;

    /** What is counted of jobs that end. */
    public InMemoryUsageTotals usage() {
        return usage;
    }

    /** From now on this is asked how long nodes have worked on a job that ends. */
    void countNodeTimesBy(Function<InferenceJobId, Duration> times) {
        nodeTimes = times;
    }

    /** This job is run by a remote backend. */
    synchronized void runRemotely(InferenceJobId job) {
        remote.add(job);
    }

    @Override
    public synchronized void add(InferenceJob job) {
        jobs.put(job.id(), job);
    }

    @Override
    public synchronized Optional<InferenceJob> find(InferenceJobId id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** Stores the job as started if it is new or still created; otherwise false, with nothing changed. */
    public synchronized boolean start(InferenceJob started, boolean isNew) {
        if (isNew) {
            if (jobs.putIfAbsent(started.id(), started) != null) {
                throw new RequestInProgressException("inference " + started.id() + " exists");
            }
        }
        return isNew || replace(started, InferenceJobStatus.CREATED);
    }

    @Override
    public boolean end(InferenceJob ended) {
        Duration nodeTime = nodeTimes.apply(ended.id()); // first: the queue's lock is taken before that of the jobs
        boolean first = replace(ended, InferenceJobStatus.INPROGRESS);
        if (first) {
            usage.add(ended, ended.completed(), computeTime(ended, nodeTime));
        }
        return first;
    }

    private synchronized Duration computeTime(InferenceJob ended, Duration nodeTime) {
        return remote.contains(ended.id()) ? Duration.between(ended.started(), ended.completed()) : nodeTime;
    }

    @Override
    public List<InferenceJob> inProgressOn(EndpointId endpoint) {
        return where(job -> job.status() == InferenceJobStatus.INPROGRESS
                && job.place().endpoint().equals(endpoint));
    }

    @Override
    public List<InferenceJob> inProgressOf(UserName user, InferenceType type, int limit) {
        return where(job -> job.status() == InferenceJobStatus.INPROGRESS
                        && job.user().equals(user)
                        && job.inferenceType() == type)
                .stream()
                .sorted(Comparator.comparing(InferenceJob::created)
                        .thenComparing(job -> job.id().value()))
                .limit(limit)
                .toList();
    }

    @Override
    public Page<InferenceJob> page(
            Optional<UserName> user, Optional<TaskType> task, Optional<Cursor> after, int limit) {
        List<InferenceJob> rows =
                where(job -> user.filter(name -> !name.equals(job.user())).isEmpty()
                        && task.filter(type -> type != job.taskType()).isEmpty());
        return KeysetPaging.page(rows.stream(), this::position, after, limit);
    }

    @Override
    public Found search(Optional<UserName> user, Search search, Optional<Cursor> after, int limit, int most) {
        Page<InferenceJob> lookedAt = page(user, Optional.empty(), after, most);
        Page<InferenceJob> found = KeysetPaging.page(
                lookedAt.items().stream().filter(job -> fits(job, search)), this::position, Optional.empty(), limit);
        boolean stopped = found.next().isEmpty() && lookedAt.next().isPresent();
        return new Found(stopped ? new Page<>(found.items(), lookedAt.next()) : found, stopped);
    }

    private static boolean fits(InferenceJob job, Search search) {
        return search.task().filter(task -> task != job.taskType()).isEmpty()
                && search.model()
                        .filter(model -> job.checkpoint()
                                .filter(of -> of.name().equals(model))
                                .isEmpty())
                        .isEmpty()
                && search.text()
                        .filter(text -> job.prompt() == null || !job.prompt().contains(text))
                        .isEmpty();
    }

    private Cursor position(InferenceJob job) {
        return new Cursor(job.created(), job.id().value());
    }

    @Override
    public void delete(InferenceJobId id) {
        find(id).filter(job -> job.status() == InferenceJobStatus.INPROGRESS)
                .map(job -> job.cancel(job.user(), job.started()))
                .ifPresent(this::end);
        synchronized (this) {
            jobs.remove(id);
        }
    }

    @Override
    public List<InferenceJob> expired(Instant before, int limit) {
        return where(job -> job.status() != InferenceJobStatus.INPROGRESS
                        && Objects.requireNonNullElse(job.completed(), job.created())
                                .isBefore(before))
                .stream()
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean deleteUnstarted(InferenceJobId id) {
        return find(id).filter(job -> job.status() == InferenceJobStatus.CREATED)
                        .isPresent()
                && jobs.remove(id) != null;
    }

    /** Changes the job if it is still in progress. */
    synchronized void update(InferenceJobId id, UnaryOperator<InferenceJob> change) {
        find(id).filter(job -> job.status() == InferenceJobStatus.INPROGRESS)
                .ifPresent(job -> jobs.put(id, change.apply(job)));
    }

    private synchronized boolean replace(InferenceJob job, InferenceJobStatus expected) {
        boolean fits =
                find(job.id()).filter(known -> known.status() == expected).isPresent();
        if (fits) {
            jobs.put(job.id(), job);
        }
        return fits;
    }

    private synchronized List<InferenceJob> where(Predicate<InferenceJob> condition) {
        return jobs.values().stream().filter(condition).toList();
    }
}
