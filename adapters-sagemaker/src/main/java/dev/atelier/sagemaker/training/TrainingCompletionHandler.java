package dev.atelier.sagemaker.training;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainingOutcome;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** Records the outcome of trainings, reported by the worker with the claim or by an event. */
public final class TrainingCompletionHandler {

    private final CompleteTraining complete;
    private final TrainingOutput files;
    private final TrainingSettings settings;
    private final Clock clock;

    public TrainingCompletionHandler(
            CompleteTraining complete, TrainingOutput files, TrainingSettings settings, Clock clock) {
        this.complete = complete;
        this.files = files;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Records the outcome that SageMaker reports.
     *
     * @throws ComputeBackendException when the output could not be read; transient
     */
    void end(TrainingJob job, Claim claim, TrainingJobDescription ended) {
        complete(ended.seenIn(job), outcome(job, ended), Optional.of(claim));
    }

    /** As {@link #end(TrainingJob, Claim, TrainingJobDescription)}, without a claim. */
    void end(TrainingJob job, TrainingJobDescription ended) {
        complete(ended.seenIn(job), outcome(job, ended), Optional.empty());
    }

    /** @param reason shown to the client */
    void fail(TrainingJob job, Claim claim, String reason) {
        complete(job, new TrainingOutcome.Failed(reason), Optional.of(claim));
    }

    private TrainingOutcome outcome(TrainingJob job, TrainingJobDescription ended) {
        try {
            return ended.hasCompleted()
                    ? files.of(job.plan())
                    : new TrainingOutcome.Failed(
                            reason(ended), files.saved(job.output(), job.plan().outputName()));
        } catch (IOException e) {
            throw new ComputeBackendException("the output of training " + job.id() + " could not be read", e);
        }
    }

    private String reason(TrainingJobDescription ended) {
        if (!ended.wasStopped()) {
            return ended.failure();
        }
        return ended.tookTooLong()
                ? "it took longer than " + settings.longest().toMinutes() + " minutes, and SageMaker stopped it"
                : "it was stopped in AWS";
    }

    private void complete(TrainingJob job, TrainingOutcome outcome, Optional<Claim> claim) {
        boolean begun = job.status() != TrainingStatus.PENDING;
        TrainingJob running = begun ? job : job.prepare(clock.instant());
        if (claim.isPresent()) {
            complete.complete(running, outcome, claim.get());
        } else {
            complete.complete(running, outcome);
        }
    }
}
