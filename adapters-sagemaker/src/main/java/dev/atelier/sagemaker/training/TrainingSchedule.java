package dev.atelier.sagemaker.training;

import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.sagemaker.aws.PollingBackoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** When trainings are polled next, and how long they may take. Thread-safe. */
public final class TrainingSchedule {

    private final TrainingSettings settings;
    private final PollingBackoff pollingBackoff;
    private final Clock clock;

    public TrainingSchedule(TrainingSettings settings, PollingBackoff pollingBackoff, Clock clock) {
        this.settings = settings;
        this.pollingBackoff = pollingBackoff;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Until the next poll; longer, the longer the training is queued. */
    Duration pause(Claim claim) {
        return pollingBackoff.after(claim.queued(), now());
    }

    /** Until the next poll of a training whose files are being copied. */
    Duration shortestPause() {
        return pollingBackoff.shortest();
    }

    /** For how long its submission is retried. */
    Duration handOver() {
        return settings.handOver();
    }

    /** Whether its submission is not retried any more. */
    boolean isLate(Claim claim) {
        return now().isAfter(claim.queued().plus(handOver()));
    }

    /** Whether the training must have ended by now, because of its maximum runtime. */
    boolean isOverdue(Claim claim) {
        return now().isAfter(
                        claim.queued().plus(handOver()).plus(settings.longest()).plus(handOver()));
    }
}
