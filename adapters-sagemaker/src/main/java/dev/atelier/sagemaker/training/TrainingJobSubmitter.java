package dev.atelier.sagemaker.training;

import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Submits queued trainings to SageMaker. Idempotent, as {@link TrainingJobCreation} is. */
public final class TrainingJobSubmitter {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingJobSubmitter.class);

    private final TrainingJobCreation creation;
    private final TrainingJobRepository jobs;
    private final TrainingQueue queue;
    private final SageMakerTrainingRunner trainer;
    private final TrainingCompletionHandler trainingCompletionHandler;
    private final TrainingSchedule schedule;

    public TrainingJobSubmitter(
            TrainingJobCreation creation,
            TrainingJobRepository jobs,
            TrainingQueue queue,
            SageMakerTrainingRunner trainer,
            TrainingCompletionHandler trainingCompletionHandler,
            TrainingSchedule schedule) {
        this.creation = creation;
        this.jobs = jobs;
        this.queue = queue;
        this.trainer = trainer;
        this.trainingCompletionHandler = trainingCompletionHandler;
        this.schedule = schedule;
    }

    /** Submits the job, schedules a retry, or fails the job. */
    void dispatch(TrainingJob job, Claim claim) {
        try {
            Optional<StorageUri> staged =
                    creation.stage(job, () -> queue.renewLease(claim, TrainingPoller.POLL_INTERVAL));
            boolean claimed = staged.isPresent()
                    ? create(job, claim, staged.get())
                    : queue.renewLease(claim, schedule.shortestPause());
            if (!claimed) {
                cleanUpIfStopped(job);
            }
        } catch (SdkException e) {
            if (AwsErrorClassifier.isQuota(e)) {
                trainingCompletionHandler.fail(job, claim, AwsErrorClassifier.words(e));
            } else if (AwsErrorClassifier.isRejection(e)) {
                LOG.warn("SageMaker rejected training {}; it fails", job.id(), e);
                trainingCompletionHandler.fail(job, claim, rejection(e));
            } else {
                tryAgain(job, claim, rejection(e), e);
            }
        } catch (InvalidRequestException e) {
            trainingCompletionHandler.fail(job, claim, e.getMessage());
        } catch (IOException | UncheckedIOException | InsufficientStorageException e) {
            tryAgain(job, claim, "its files could not be stored", e);
        }
    }

    private boolean create(TrainingJob job, Claim claim, StorageUri staged) throws IOException {
        creation.create(job, staged);
        return queue.updateProgress(claim, job.prepare(schedule.now()), schedule.pause(claim));
    }

    /**
     * A client may have stopped or deleted the job during the submission, before there was anything in SageMaker to
     * stop.
     */
    private void cleanUpIfStopped(TrainingJob job) throws IOException {
        Optional<TrainingStatus> status = jobs.find(job.id()).map(TrainingJob::status);
        if (status.isEmpty() || status.get() == TrainingStatus.STOPPED) {
            trainer.stop(job);
            creation.cleanUp(job);
        }
    }

    private static String rejection(SdkException failure) {
        return "SageMaker did not accept the training (" + AwsErrorClassifier.reason(failure)
                + "); the service's log has details";
    }

    private void tryAgain(TrainingJob job, Claim claim, String reason, Exception cause) {
        boolean late = schedule.isLate(claim);
        LOG.warn("Could not submit training {}; it {}", job.id(), late ? "fails" : "is retried", cause);
        if (late) {
            trainingCompletionHandler.fail(
                    job,
                    claim,
                    "it could not be submitted within " + schedule.handOver().toSeconds() + " seconds: " + reason);
        } else {
            queue.renewLease(claim, schedule.pause(claim));
        }
    }
}
