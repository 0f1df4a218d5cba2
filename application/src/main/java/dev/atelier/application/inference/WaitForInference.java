package dev.atelier.application.inference;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.UseCase;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Completes futures when jobs end, on whichever backend and replica they run; neither a thread nor a database connection
 * is held meanwhile. Notifications may be lost, so jobs are also polled once a second, or more often where none arrive.
 * Thread-safe.
 */
@UseCase
public class WaitForInference {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final NotificationBus notificationBus;
    private final InferenceJobRepository jobs;
    private final Executor threads;

    /** @param threads run the polls and the continuations, so that publishers of notifications are not blocked */
    public WaitForInference(NotificationBus notificationBus, InferenceJobRepository jobs, Executor threads) {
        this.notificationBus = notificationBus;
        this.jobs = jobs;
        this.threads = threads;
    }

    /**
     * Waits for the end of a job that the caller may see. Cancel the future when it is not needed any more, to release what
     * it holds.
     *
     * @return the job as it ended, or as it is after the timeout; fails with {@link NotFoundException} if it is deleted
     */
    public CompletableFuture<InferenceJob> await(InferenceJobId job, Duration timeout) {
        return await(job, wait -> wait.ended(timeout));
    }

    /** As above, without a timeout. */
    public CompletableFuture<InferenceJob> await(InferenceJobId job) {
        return await(job, Wait::ended);
    }

    private CompletableFuture<InferenceJob> await(InferenceJobId job, Function<Wait, CompletableFuture<Void>> end) {
        Wait wait = begin(job);
        wait.poll(); // it may have ended before the subscription
        CompletableFuture<InferenceJob> ended = end.apply(wait)
                .thenApply(done -> jobs.find(job)
                        .orElseThrow(() -> new NotFoundException("inference " + job + " was deleted while it ran")));
        ended.whenComplete((found, failure) -> wait.leave());
        return ended;
    }

    /** Subscribes to the end of a job, which may not be started yet. */
    public Wait begin(InferenceJobId job) {
        Wait wait = new Wait(job);
        wait.listen();
        return wait;
    }

    /** A pending wait. */
    public final class Wait {

        private final InferenceJobId job;
        private final CompletableFuture<Void> notification;
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        private Wait(InferenceJobId job) {
            this.job = job;
            this.notification = notificationBus.nextNotification(NotificationBus.jobEndedTopic(job));
        }

        /** Completes when the job has ended or is deleted, or after the timeout. */
        public CompletableFuture<Void> ended(Duration timeout) {
            done.completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS);
            return ended();
        }

        private CompletableFuture<Void> ended() {
            pollLater();
            return done.thenRunAsync(() -> {}, threads);
        }

        /** Ends the wait. */
        public void leave() {
            done.complete(null);
        }

        private void listen() {
            notification.thenRun(this::leave);
            done.whenComplete((result, failure) -> notification.cancel(false));
        }

        private void pollLater() {
            long millis = notificationBus.pollInterval(POLL_INTERVAL).toMillis();
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, threads)
                    .execute(() -> {
                        if (!done.isDone()) {
                            poll();
                            pollLater();
                        }
                    });
        }

        private void poll() {
            try {
                if (jobs.find(job).filter(found -> !found.status().isEnd()).isEmpty()) {
                    leave();
                }
            } catch (RuntimeException unreadable) {
                // The next poll tries again; a database that is away is logged where it is watched.
                return;
            }
        }
    }
}
