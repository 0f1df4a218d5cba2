package dev.atelier.application.queue;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.util.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** Renews the leases of claims at each heartbeat, on one thread of its own. Thread-safe. */
public final class LeaseRenewer implements AutoCloseable {

    private final long heartbeatNanos;
    private final BiConsumer<String, Throwable> log;
    private final ScheduledExecutorService timer;

    /** @param log of renewals that failed and are repeated */
    public LeaseRenewer(String name, Duration heartbeat, BiConsumer<String, Throwable> log) {
        this.heartbeatNanos = Math.max(1, heartbeat.toNanos());
        this.log = log;
        this.timer = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(name));
    }

    /**
     * Renews the lease of the claim until the claim is lost or the returned object is closed.
     *
     * @param renewal renews the lease; false when the claim is lost
     * @param onLost called at most once, on another thread, and never after the object was closed; must not block
     */
    public Lease keep(Claim<?> claim, BooleanSupplier renewal, Runnable onLost) {
        return new Lease(claim, renewal, onLost);
    }

    /** Work at a claim. */
    @FunctionalInterface
    public interface Work {

        void run() throws IOException, InterruptedException;
    }

    /** Runs the work, which is interrupted when the claim is lost, and renews the lease until it ends. */
    public void keepDuring(Claim<?> claim, BooleanSupplier renewal, Work work)
            throws IOException, InterruptedException {
        Lease lease = keep(claim, renewal, Thread.currentThread()::interrupt);
        try {
            work.run();
        } finally {
            lease.close();
            Thread.interrupted(); // A claim that was lost just when the work ended must not affect the next one.
        }
    }

    /** Ends all heartbeats, without an interrupt of a renewal under way, which would close an embedded database. */
    @Override
    public void close() {
        timer.shutdown();
    }

    /** A lease that is being renewed. Thread-safe. */
    public final class Lease implements AutoCloseable {

        private final Claim<?> claim;
        private final BooleanSupplier renewal;
        private final Runnable onLost;
        private final Future<?> heartbeat;
        private CompletableFuture<Void> notification = CompletableFuture.completedFuture(null);
        private volatile boolean lost;
        private volatile boolean closed;

        private Lease(Claim<?> claim, BooleanSupplier renewal, Runnable onLost) {
            this.claim = claim;
            this.renewal = renewal;
            this.onLost = onLost;
            this.heartbeat = timer.scheduleWithFixedDelay(
                    () -> update(renewal), heartbeatNanos, heartbeatNanos, TimeUnit.NANOSECONDS);
        }

        /** Whether the claim was lost: another worker has the job, or it has ended or was deleted. */
        public boolean isLost() {
            return lost;
        }

        /** Renews at each notification of the topic as well, to detect early that the claim is lost. */
        public synchronized Lease renewedBy(NotificationBus notificationBus, String topic) {
            if (!closed) {
                notification = notificationBus.nextNotification(topic);
                notification.thenRunAsync(
                        () -> {
                            renewedBy(notificationBus, topic);
                            update(renewal);
                        },
                        timer);
            }
            return this;
        }

        /**
         * Runs an update that renews the lease as well, and returns false when the claim is lost. A failure is only
         * logged: recording the outcome checks the claim again, so stopping now could only lose work.
         */
        public void update(BooleanSupplier update) {
            if (lost || closed) {
                return;
            }
            try {
                if (!update.getAsBoolean()) {
                    lose();
                }
            } catch (RuntimeException | Error e) {
                log.accept("The lease of " + claim.job() + " could not be renewed; retrying at the next heartbeat", e);
            }
        }

        private synchronized void lose() {
            if (!lost && !closed) {
                lost = true;
                onLost.run();
            }
        }

        /** Ends the heartbeat. The claim stays. */
        @Override
        public synchronized void close() {
            closed = true;
            heartbeat.cancel(false);
            notification.cancel(false);
        }
    }
}
