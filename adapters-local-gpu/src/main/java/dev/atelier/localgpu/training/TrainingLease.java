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

/** Keeps a claim while it is open, whatever its owner is busy with. Thread-safe. */
final class TrainingLease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingLease.class);
    private static final int BEATS = 5;

    private final TrainingQueue queue;
    private final Claim claim;
    private final Duration length;
    private final ScheduledFuture<?> beats;
    private volatile boolean lost;

    TrainingLease(TrainingQueue queue, Claim claim, Duration length, ScheduledExecutorService timer) {
        this.queue = queue;
        this.claim = claim;
        this.length = length;
        long pause = Math.max(1, length.toMillis() / BEATS);
        this.beats = timer.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Whether the job is somebody else's by now, has ended, or was removed. */
    boolean isLost() {
        return lost;
    }

    /** Renews it now. */
    void renew() {
        keep(() -> queue.renewLease(claim, length));
    }

    /** Renews it and stores where the job stands. */
    void report(TrainingJob running) {
        keep(() -> queue.updateProgress(claim, running, length));
    }

    /** Stores the end of the job, if it is still ours. */
    boolean settle(TrainingJob ended) {
        return queue.complete(claim, ended);
    }

    @Override
    public void close() {
        beats.cancel(false);
    }

    private interface Step {
        boolean stillHolds();
    }

    private void keep(Step step) {
        try {
            if (!step.stillHolds()) {
                lost = true;
            }
        } catch (RuntimeException | Error e) {
            // Whether the claim still holds is decided when the job's end is stored; stopping now could only lose work.
            LOG.warn("Training {} could not be kept up to date; it goes on, and this is tried again", claim.job(), e);
        }
    }
}
