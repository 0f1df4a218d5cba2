package dev.atelier.sagemaker.training;

import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import dev.atelier.sagemaker.aws.PollingBackoff;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.CreateTrainingJobRequest;

/**
 * Submits trainings to SageMaker. Idempotent: an existing training with the same name was created by an earlier call
 * whose response was lost.
 */
final class TrainingJobSubmitter {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingJobSubmitter.class);

    private final SageMakerClient sageMaker;
    private final TrainingJobRequestFactory request;
    private final TrainingSettings settings;
    private final TrainingPorts ports;
    private final SageMakerTrainingRunner trainer;
    private final PollingBackoff pollingBackoff;
    private final TrainingCompletionHandler trainingCompletionHandler;
    private final DatasetStager datasetStager;

    TrainingJobSubmitter(
            SageMakerClient sageMaker,
            TrainingJobRequestFactory request,
            TrainingSettings settings,
            TrainingPorts ports,
            SageMakerTrainingRunner trainer,
            PollingBackoff pollingBackoff,
            TrainingCompletionHandler trainingCompletionHandler) {
        this.sageMaker = sageMaker;
        this.request = request;
        this.settings = settings;
        this.ports = ports;
        this.trainer = trainer;
        this.pollingBackoff = pollingBackoff;
        this.trainingCompletionHandler = trainingCompletionHandler;
        this.datasetStager = new DatasetStager(ports.store(), ports.clock());
    }

    /** Submits the job, schedules a retry, or fails the job. */
    void dispatch(TrainingJob job, Claim claim) {
        try {
            Optional<StorageUri> staged = datasetStager.layOut(
                    job.plan(), () -> ports.queue().renewLease(claim, TrainingPoller.POLL_INTERVAL));
            boolean claimed = staged.isPresent()
                    ? create(job, claim, staged.get())
                    : ports.queue().renewLease(claim, pollingBackoff.shortest());
            if (!claimed) {
                cleanUpIfStopped(job);
            }
        } catch (SdkException e) {
            if (AwsErrorClassifier.isQuota(e)) {
                trainingCompletionHandler.fail(job, claim, AwsErrorClassifier.describe(e));
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
        byte[] options = TrainingJobRequestFactory.options(job.plan());
        ports.store()
                .put(
                        TrainingJobRequestFactory.config(job.plan()),
                        new ByteArrayInputStream(options),
                        "application/toml");
        CreateTrainingJobRequest call = request.of(job, staged);
        AwsErrorClassifier.ignoringAlreadyExists(() -> sageMaker.createTrainingJob(call));
        return ports.queue().updateProgress(claim, job.prepare(ports.clock().instant()), pause(claim));
    }

    /**
     * A client may have stopped or deleted the job during the submission, before there was anything in SageMaker to
     * stop.
     */
    private void cleanUpIfStopped(TrainingJob job) throws IOException {
        Optional<TrainingStatus> status = ports.jobs().find(job.id()).map(TrainingJob::status);
        if (status.isEmpty() || status.get() == TrainingStatus.STOPPED) {
            trainer.stop(job);
            ports.store().deleteAll(job.input());
        }
    }

    private static String rejection(SdkException failure) {
        return "SageMaker did not accept the training (" + AwsErrorClassifier.code(failure)
                + "); the service's log has details";
    }

    private void tryAgain(TrainingJob job, Claim claim, String reason, Exception cause) {
        boolean late = ports.clock().instant().isAfter(claim.queued().plus(settings.handOver()));
        LOG.warn("Could not submit training {}; it {}", job.id(), late ? "fails" : "is retried", cause);
        if (late) {
            trainingCompletionHandler.fail(
                    job,
                    claim,
                    "it could not be submitted within " + settings.handOver().toSeconds() + " seconds: " + reason);
        } else {
            ports.queue().renewLease(claim, pause(claim));
        }
    }

    private Duration pause(Claim claim) {
        return pollingBackoff.after(claim.queued(), ports.clock().instant());
    }
}
