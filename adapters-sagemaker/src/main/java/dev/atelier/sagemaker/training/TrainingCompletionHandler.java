package dev.atelier.sagemaker.training;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.training.TrainingOutcome;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.io.IOException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records the outcome of trainings, reported by the worker with the claim or by an event. */
final class TrainingCompletionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingCompletionHandler.class);

    private final TrainingPorts ports;
    private final TrainingSettings settings;
    private final TrainingOutput files;

    TrainingCompletionHandler(TrainingPorts ports, TrainingSettings settings) {
        this.ports = ports;
        this.settings = settings;
        this.files = new TrainingOutput(ports);
    }

    /**
     * Records the outcome that SageMaker reports.
     *
     * @throws ComputeBackendException when the output could not be read; transient
     */
    void end(TrainingJob job, Claim claim, TrainingJobDescription ended) {
        complete(job, outcome(job, ended), settled -> ports.queue().complete(claim, settled));
    }

    /** As {@link #end(TrainingJob, Claim, TrainingJobDescription)}, without a claim. */
    void end(TrainingJob job, TrainingJobDescription ended) {
        complete(job, outcome(job, ended), ports.jobs()::end);
    }

    /** @param reason shown to the client */
    void fail(TrainingJob job, Claim claim, String reason) {
        complete(
                job, new TrainingOutcome.Failed(reason), failed -> ports.queue().complete(claim, failed));
    }

    private TrainingOutcome outcome(TrainingJob job, TrainingJobDescription ended) {
        try {
            return ended.hasCompleted() ? files.of(job.plan()) : new TrainingOutcome.Failed(reason(ended));
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

    private void complete(TrainingJob job, TrainingOutcome outcome, Predicate<TrainingJob> record) {
        boolean begun = job.status() != TrainingStatus.PENDING;
        TrainingJob running = begun ? job : job.prepare(ports.clock().instant());
        if (ports.complete().complete(running, outcome, record)) {
            LOG.info("Training {} has ended: {}", job.id(), outcome);
        }
    }
}
