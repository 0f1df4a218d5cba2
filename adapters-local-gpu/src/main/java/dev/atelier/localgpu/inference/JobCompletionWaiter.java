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
 * Lets callers wait for the end of a job without holding a thread: a signal wakes them, and because signals may be lost
 * they also look by themselves once a second. Thread-safe.
 */
public final class JobCompletionWaiter {

    private static final Logger LOG = LoggerFactory.getLogger(JobCompletionWaiter.class);

    private final NotificationBus notificationBus;
    private final InferenceJobRepository jobs;
    private final Duration longest;
    private final Executor threads;
    private final Executor inASecond;

    /**
     * @param longest after which nobody waits any more
     * @param threads where those who waited go on, so that nobody who raises a signal is held up
     */
    public JobCompletionWaiter(
            NotificationBus notificationBus, InferenceJobRepository jobs, Duration longest, Executor threads) {
        this.notificationBus = notificationBus;
        this.jobs = jobs;
        this.longest = longest;
        this.threads = threads;
        this.inASecond = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, threads);
    }

    /** Begins to listen for the job's end. */
    Wait enter(InferenceJobId job) {
        Wait wait = new Wait(job);
        wait.listen();
        return wait;
    }

    /** One who waits. */
    final class Wait {

        private final InferenceJobId job;
        private final CompletableFuture<Void> hint;
        private final CompletableFuture<Void> over = new CompletableFuture<>();

        private Wait(InferenceJobId job) {
            this.job = job;
            this.hint = notificationBus.nextNotification(NotificationBus.jobEndedTopic(job));
        }

        /** Completes when the job has ended or is gone, or when the longest wait is over. */
        CompletableFuture<Void> ended() {
            inASecond.execute(this::look);
            return over.completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS)
                    .thenRunAsync(() -> {}, threads);
        }

        /** Ends the waiting, whatever became of the job. */
        void leave() {
            over.complete(null);
        }

        private void listen() {
            hint.thenRun(this::leave);
            over.whenComplete((result, failure) -> hint.cancel(false));
        }

        private void look() {
            if (over.isDone()) {
                return;
            }
            try {
                if (jobs.find(job).filter(found -> !found.status().isEnd()).isEmpty()) {
                    leave();
                }
            } catch (RuntimeException e) {
                LOG.warn("Whether inference {} has ended could not be found out; it is looked for again", job, e);
            }
            inASecond.execute(this::look);
        }
    }
}
