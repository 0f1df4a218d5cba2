package dev.atelier.persistence;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews leases of claims while they are being processed. */
public final class LeaseRenewer {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewer.class);

    private final String what;
    private final long periodMillis;
    private final ScheduledExecutorService timer;

    /** @param what what is processed, such as {@code import}; for log messages */
    public LeaseRenewer(String what, Duration period) {
        this.what = what;
        this.periodMillis = period.toMillis();
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, what + "-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Heartbeat of one claim. */
    public interface Beat {
        void end();
    }

    /**
     * Starts the heartbeat of the calling thread's claim; the thread is interrupted when the claim is lost.
     *
     * @param renewal renews the lease and returns whether the claim still holds
     */
    public Beat begin(BooleanSupplier renewal) {
        Thread worker = Thread.currentThread();
        ScheduledFuture<?> beat = timer.scheduleWithFixedDelay(
                () -> {
                    if (!holds(renewal)) {
                        worker.interrupt();
                    }
                },
                periodMillis,
                periodMillis,
                TimeUnit.MILLISECONDS);
        return () -> beat.cancel(false);
    }

    private boolean holds(BooleanSupplier renewal) {
        try {
            return renewal.getAsBoolean();
        } catch (RuntimeException | Error e) {
            LOG.warn("The heartbeat of a {} failed and is repeated: {}", what, e.toString());
            return true;
        }
    }

    public void close() {
        timer.shutdownNow();
    }
}
