package dev.atelier.localgpu.inference;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes futures when jobs end, without blocking a thread. Notifications may be lost, so jobs are also polled once a
 * second, or more often where none arrive. Thread-safe.
 */
public final class JobCompletionWaiter {

    private static final Logger LOG = LoggerFactory.getLogger(JobCompletionWaiter.class);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final NotificationBus notificationBus;
    private final InferenceJobRepository jobs;
    private final Duration timeout;
    private final Executor threads;

    /**
     * @param timeout after which futures complete although the job has not ended
     * @param threads run the continuations, so that publishers of notifications are not blocked
     */
    public JobCompletionWaiter(
            NotificationBus notificationBus, InferenceJobRepository jobs, Duration timeout, Executor threads) {
        this.notificationBus = notificationBus;
        this.jobs = jobs;
        this.timeout = timeout;
        this.threads = threads;
    }

    /** Subscribes to the job's end. */
    Wait begin(InferenceJobId job) {
        Wait wait = new Wait(job);
        wait.listen();
        return wait;
    }

    /** A pending wait. */
    final class Wait {

        private final InferenceJobId job;
        private final CompletableFuture<Void> notification;
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        private Wait(InferenceJobId job) {
            this.job = job;
            this.notification = notificationBus.nextNotification(NotificationBus.jobEndedTopic(job));
        }

        /** Completes when the job has ended or is deleted, or after the timeout. */
        CompletableFuture<Void> ended() {
            pollLater();
            return done.completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .thenRunAsync(() -> {}, threads);
        }

        /** Ends the wait. */
        void leave() {
            done.complete(null);
        }

        private void listen() {
            notification.thenRun(this::leave);
            done.whenComplete((result, failure) -> notification.cancel(false));
        }

        private void pollLater() {
            long millis = notificationBus.pollInterval(POLL_INTERVAL).toMillis();
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, threads)
                    .execute(this::poll);
        }

        private void poll() {
            if (done.isDone()) {
                return;
            }
            try {
                if (jobs.find(job).filter(found -> !found.status().isEnd()).isEmpty()) {
                    leave();
                }
            } catch (RuntimeException e) {
                LOG.warn("The status of inference {} could not be read; polling again", job, e);
            }
            pollLater();
        }
    }
}
