package dev.atelier.localgpu.training;

import dev.atelier.application.queue.LeaseRenewer;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingJob;
import java.time.Duration;

/**
 * The claim of a training while it runs.
 *
 * @param length of its lease, which each report of progress renews
 */
record ClaimedTraining(Claim claim, LeaseRenewer.Lease lease, TrainingQueue queue, Duration length) {

    boolean isLost() {
        return lease.isLost();
    }

    void report(TrainingJob progress, LossCurve losses) {
        lease.update(() -> queue.updateProgress(claim, progress, losses, length));
    }
}
