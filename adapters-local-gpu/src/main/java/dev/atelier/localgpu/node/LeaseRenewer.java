package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blocks until a future completes, renewing the lease at each heartbeat. Not thread-safe: used by the wake-up signal's thread. */
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

    /** Why the wait ended: the future completed, the lease is lost, or the grace period of the shutdown is over. */
    enum End {
        COMPLETED,
        LEASE_LOST,
        SHUTDOWN
    }

    /** Also renews as soon as a notification says that the job has ended, to detect a lost lease early. */
    End awaitRenewing(Claim claim, CompletableFuture<?> work) {
        work.whenComplete((result, failure) -> wakeUpSignal.wakeUp());
        CompletableFuture<Void> notification = listen(claim);
        try {
            long renewed = System.nanoTime();
            while (!work.isDone()) {
                if (stop.remaining().isZero()) {
                    return End.SHUTDOWN;
                }
                wakeUpSignal.await(
                        shorter(settings.heartbeat().minusNanos(System.nanoTime() - renewed), stop.remaining()));
                boolean notified = notification.isDone();
                boolean due =
                        System.nanoTime() - renewed >= settings.heartbeat().toNanos();
                if (!work.isDone() && (notified || due)) {
                    notification = notified ? listen(claim) : notification;
                    renewed = System.nanoTime();
                    if (!renew(claim)) {
                        return End.LEASE_LOST;
                    }
                }
            }
            return End.COMPLETED;
        } finally {
            notification.cancel(false);
        }
    }

    private CompletableFuture<Void> listen(Claim claim) {
        CompletableFuture<Void> notification =
                notificationBus.nextNotification(NotificationBus.jobEndedTopic(claim.job()));
        notification.thenRun(wakeUpSignal::wakeUp);
        return notification;
    }

    private boolean renew(Claim claim) {
        try {
            return queue.renewLease(claim, settings.lease());
        } catch (RuntimeException e) {
            // Recording the outcome checks the claim again, so continuing is safe; stopping now could only lose work.
            LOG.warn("The lease of inference {} could not be renewed; retrying at the next heartbeat", claim.job(), e);
            return true;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
