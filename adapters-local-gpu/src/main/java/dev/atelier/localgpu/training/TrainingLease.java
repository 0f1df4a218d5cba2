package dev.atelier.localgpu.training;

import dev.atelier.application.training.TrainingQueue;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingJob;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the lease of a claim periodically until closed. Thread-safe. */
final class TrainingLease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingLease.class);
    private static final int RENEWALS_PER_LEASE = 5;

    private final TrainingQueue queue;
    private final Claim claim;
    private final Duration length;
    private final ScheduledFuture<?> renewals;
    private volatile boolean lost;

    TrainingLease(TrainingQueue queue, Claim claim, Duration length, ScheduledExecutorService timer) {
        this.queue = queue;
        this.claim = claim;
        this.length = length;
        long interval = Math.max(1, length.toMillis() / RENEWALS_PER_LEASE);
        this.renewals = timer.scheduleWithFixedDelay(this::renew, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Whether the claim was lost: another worker has the job, or it has ended or was deleted. */
    boolean isLost() {
        return lost;
    }

    /** Renews the lease now. */
    void renew() {
        update(() -> queue.renewLease(claim, length));
    }

    /** Renews the lease and stores the job's progress. */
    void report(TrainingJob running) {
        update(() -> queue.updateProgress(claim, running, length));
    }

    /** Stores the job's outcome; false if the claim is lost. */
    boolean settle(TrainingJob ended) {
        return queue.complete(claim, ended);
    }

    @Override
    public void close() {
        renewals.cancel(false);
    }

    private interface Update {
        boolean isClaimHeld();
    }

    private void update(Update update) {
        try {
            if (!update.isClaimHeld()) {
                lost = true;
            }
        } catch (RuntimeException | Error e) {
            // Whether the claim still holds is decided when the outcome is stored; stopping now could only lose work.
            LOG.warn(
                    "The lease of training {} could not be renewed; it continues, and the renewal is retried",
                    claim.job(),
                    e);
        }
    }
}
