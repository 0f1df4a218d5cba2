package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.QuotaExceededException;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.access.QuotaPresence;
import dev.atelier.persistence.inference.QuotaUseDao.Limits;
import dev.atelier.persistence.inference.QuotaUseDao.NodeTime;
import dev.atelier.persistence.inference.QuotaUseDao.Use;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Holds quotas against users, in the transactions in which their jobs start and their nodes are done. A user who has a quota has one row
 * in {@code quota_use}, which these lock; the others have none. Thread-safe.
 */
@Singleton
final class QuotaGuard {

    private static final long MINUTE = 60;
    private static final long DAY = 86_400;
    private static final long ANY_CLAIM = -1;

    /** When to ask again where it depends on other jobs. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final QuotaUseDao rows;
    private final QuotaPresence quotas;

    QuotaGuard(QuotaUseDao rows, QuotaPresence quotas) {
        this.rows = rows;
        this.quotas = quotas;
    }

    /**
     * Counts a job that is about to wait in the queue for GPU nodes.
     *
     * @throws QuotaExceededException if the user may not start it now
     */
    void enqueue(String user) {
        start(user, () -> rows.waiting(user));
    }

    /** As above, for a remote backend, where it is not known what waits: the jobs in progress count, without this one. */
    void invoke(String user) {
        start(user, () -> rows.inProgress(user) - 1);
    }

    private void start(String user, IntSupplier waiting) {
        List<Limits> limits = limits(user);
        if (limits.isEmpty()) {
            return;
        }
        rows.begin(user);
        Use use = rows.lock(user);
        requireWaiting(user, greatest(limits, Limits::jobsWaiting), waiting);
        requireGpu(user, greatest(limits, Limits::gpuSecondsPerDay), use);
        long minute = minute(use);
        int jobs = use.inMinute() == minute ? use.jobs() : 0;
        requireStarts(user, greatest(limits, Limits::jobsPerMinute), jobs, (minute + 1) * MINUTE - use.present());
        rows.started(user, minute, jobs + 1);
    }

    /** Those that count: the user's own, else those of their roles. */
    private List<Limits> limits(String user) {
        List<Limits> all = quotas.any() ? rows.limits(user) : List.of();
        List<Limits> own = all.stream().filter(Limits::own).toList();
        return own.isEmpty() ? all : own;
    }

    private static Integer greatest(List<Limits> limits, Function<Limits, Integer> number) {
        return limits.stream()
                .map(number)
                .filter(Objects::nonNull)
                .max(Integer::compare)
                .orElse(null);
    }

    private static void requireWaiting(String user, Integer most, IntSupplier waiting) {
        if (most != null && waiting.getAsInt() >= most) {
            throw new QuotaExceededException(
                    "the quota of user " + user + " is reached: jobs_waiting is " + most
                            + ", 0 left until one of their jobs has begun or ended",
                    SOON);
        }
    }

    private static void requireGpu(String user, Integer most, Use use) {
        long day = day(use);
        long used = use.onDay() == day ? use.gpuMillis() : 0;
        if (most != null && used >= most * 1000L) {
            long next = (day + 1) * DAY;
            throw new QuotaExceededException(
                    "the quota of user " + user + " is reached: gpu_seconds_per_day is " + most + ", 0 left until "
                            + Instant.ofEpochSecond(next),
                    Duration.ofSeconds(next - use.present()));
        }
    }

    private static void requireStarts(String user, Integer most, int jobs, long rest) {
        if (most != null && jobs >= most) {
            throw new QuotaExceededException(
                    "the quota of user " + user + " is reached: jobs_per_minute is " + most + ", 0 left for " + rest
                            + " s",
                    Duration.ofSeconds(rest));
        }
    }

    /**
     * On PostgreSQL the present is when the transaction began, which may have waited for the row since: another may have counted in
     * the next minute meanwhile, and that one has to stay.
     */
    private static long minute(Use use) {
        return Math.max(use.present() / MINUTE, use.inMinute());
    }

    /** As above. */
    private static long day(Use use) {
        return Math.max(use.present() / DAY, use.onDay());
    }

    /** Counts the time for which the claim's node has had its job, before it gives the node up. */
    void charge(Claim claim) {
        charge(claim.job(), claim.token());
    }

    /** Counts the time for which a node has had the job, if one has it, before the job leaves the queue. */
    void charge(InferenceJobId job) {
        charge(job, ANY_CLAIM);
    }

    private void charge(InferenceJobId job, long token) {
        if (!quotas.any()) {
            return;
        }
        rows.nodeTime(job.value(), token)
                .map(NodeTime::userName)
                .filter(user -> greatest(limits(user), Limits::gpuSecondsPerDay) != null)
                .ifPresent(user -> {
                    rows.begin(user);
                    Use use = rows.lock(user);
                    // Again, under the lock: another process may have ended the job, and counted it.
                    rows.nodeTime(job.value(), token).ifPresent(time -> add(user, use, time.millis()));
                });
    }

    private void add(String user, Use use, long millis) {
        long day = day(use);
        rows.used(user, day, millis + (use.onDay() == day ? use.gpuMillis() : 0));
    }
}
