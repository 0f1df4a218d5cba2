package dev.atelier.sagemaker.training;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Submits queued trainings to SageMaker, and polls running and stopped ones. A claim covers one poll and is left to expire; then
 * any replica may claim the training for the next poll. Thread-safe.
 */
public final class TrainingPoller {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingPoller.class);

    /** Lease of a claim; longer than one poll takes. */
    static final Duration POLL_INTERVAL = Duration.ofMinutes(3);

    /** Lease while the output is inspected. */
    private static final Duration OUTPUT_INSPECTION = Duration.ofMinutes(30);

    private static final int MAX_AT_ONCE = 50;

    private final String backend;
    private final TrainingJobRepository jobs;
    private final TrainingQueue queue;
    private final SageMakerTrainingRunner trainer;
    private final TrainingJobSubmitter trainingJobSubmitter;
    private final TrainingCompletionHandler trainingCompletionHandler;
    private final TrainingSchedule schedule;
    private final StoppedTrainingPoller stopped;

    /** @param backend the name of this backend */
    public TrainingPoller(
            String backend,
            TrainingJobRepository jobs,
            TrainingQueue queue,
            SageMakerTrainingRunner trainer,
            TrainingJobSubmitter trainingJobSubmitter,
            TrainingCompletionHandler trainingCompletionHandler,
            TrainingSchedule schedule,
            StoppedTrainingPoller stopped) {
        this.backend = backend;
        this.jobs = jobs;
        this.queue = queue;
        this.trainer = trainer;
        this.trainingJobSubmitter = trainingJobSubmitter;
        this.trainingCompletionHandler = trainingCompletionHandler;
        this.schedule = schedule;
        this.stopped = stopped;
    }

    /** Polls trainings that are due, also stopped ones, up to a limit; the next round polls the rest. */
    public void poll() {
        stopped.poll();
        if (!trainer.isReady()) {
            return;
        }
        Optional<Claim> claim = claim();
        for (int polls = 1; claim.isPresent(); polls++) {
            poll(claim.get());
            claim = polls < MAX_AT_ONCE ? claim() : Optional.empty();
        }
    }

    /** Each claim has a worker name of its own, because a worker has one job at a time. */
    private Optional<Claim> claim() {
        return queue.claim(backend, backend + "-" + UUID.randomUUID(), POLL_INTERVAL);
    }

    private void poll(Claim claim) {
        try {
            jobs.find(claim.job()).ifPresent(job -> poll(job, claim));
        } catch (RuntimeException e) {
            LOG.warn("Could not poll training {}; it is polled again", claim.job(), e);
        }
    }

    private void poll(TrainingJob job, Claim claim) {
        try {
            submitOrUpdate(job, claim);
        } catch (RuntimeException e) {
            if (!schedule.isOverdue(claim)) {
                throw e;
            }
            LOG.error("Training {} fails, because its state cannot be read", job.id(), e);
            trainingCompletionHandler.fail(
                    job, claim, "its state in AWS could not be read; the service's log has details");
        }
    }

    private void submitOrUpdate(TrainingJob job, Claim claim) {
        if (job.status() == TrainingStatus.PENDING) {
            trainingJobSubmitter.dispatch(job, claim);
            return;
        }
        Optional<TrainingJobDescription> seen = trainer.describe(job.id());
        if (seen.isEmpty()) {
            trainingCompletionHandler.fail(job, claim, "the training no longer exists in SageMaker");
        } else if (seen.get().hasEnded()) {
            queue.renewLease(claim, OUTPUT_INSPECTION);
            trainingCompletionHandler.end(job, claim, seen.get());
        } else {
            queue.updateProgress(claim, seen.get().stageOf(job), schedule.pause(claim));
        }
    }

    /**
     * Polls the training now, unless it has ended here and in SageMaker.
     *
     * @throws ComputeBackendException when AWS could not be reached or the output could not be read; transient
     */
    public void changed(TrainingId id) {
        jobs.find(id).filter(job -> !job.status().isEnd()).ifPresent(this::endIfEnded);
        stopped.changed(id);
    }

    private void endIfEnded(TrainingJob job) {
        try {
            trainer.describe(job.id())
                    .filter(TrainingJobDescription::hasEnded)
                    .ifPresent(seen -> trainingCompletionHandler.end(job, seen));
        } catch (SdkException e) {
            throw new ComputeBackendException("training " + job.id() + " could not be polled", e);
        }
    }
}
