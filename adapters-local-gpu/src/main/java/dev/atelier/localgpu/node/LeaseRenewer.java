package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for work to be done, and keeps the claim meanwhile. Used by one thread, the owner of the bell. */
final class LeaseRenewer {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewer.class);

    private final InferenceQueue queue;
    private final NotificationBus notificationBus;
    private final JobExecutionConfiguration settings;
    private final WakeUpSignal wakeUpSignal;
    private final ShutdownSignal stop;

    LeaseRenewer(Ports ports, JobExecutionConfiguration settings, WakeUpSignal wakeUpSignal, ShutdownSignal stop) {
        this.queue = ports.queue();
        this.notificationBus = ports.signals();
        this.settings = settings;
        this.wakeUpSignal = wakeUpSignal;
        this.stop = stop;
    }

    /** Why the waiting is over: the work is done, the claim is lost, or the worker is to stop and its grace is over. */
    enum End {
        COMPLETED,
        LEASE_LOST,
        SHUTDOWN
    }

    /** Renews the lease at each heartbeat, and at once when somebody hints that the job has ended or was removed. */
    End awaitRenewing(Claim claim, CompletableFuture<?> work) {
        work.whenComplete((result, failure) -> wakeUpSignal.ring());
        CompletableFuture<Void> hint = listen(claim);
        try {
            long renewed = System.nanoTime();
            while (!work.isDone()) {
                if (stop.remaining().isZero()) {
                    return End.SHUTDOWN;
                }
                wakeUpSignal.await(
                        shorter(settings.heartbeat().minusNanos(System.nanoTime() - renewed), stop.remaining()));
                boolean hinted = hint.isDone();
                boolean due =
                        System.nanoTime() - renewed >= settings.heartbeat().toNanos();
                if (!work.isDone() && (hinted || due)) {
                    hint = hinted ? listen(claim) : hint;
                    renewed = System.nanoTime();
                    if (!renew(claim)) {
                        return End.LEASE_LOST;
                    }
                }
            }
            return End.COMPLETED;
        } finally {
            hint.cancel(false);
        }
    }

    private CompletableFuture<Void> listen(Claim claim) {
        CompletableFuture<Void> hint = notificationBus.nextNotification(NotificationBus.jobEndedTopic(claim.job()));
        hint.thenRun(wakeUpSignal::ring);
        return hint;
    }

    private boolean renew(Claim claim) {
        try {
            return queue.renewLease(claim, settings.lease());
        } catch (RuntimeException e) {
            // Whether the claim still holds is decided when the job's end is stored; stopping now could only lose work.
            LOG.warn(
                    "The lease of inference {} could not be renewed; it goes on, and the next heartbeat tries again",
                    claim.job(),
                    e);
            return true;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
