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
 * Hands trainings to SageMaker. Doing it again, because nobody knows whether it was done, does no harm: a training of this
 * name that is there already was made by a call whose answer was lost.
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

    /** Hands the job over, or has it come up again when that may yet succeed, or ends it. */
    void handOver(TrainingJob job, Claim claim) {
        try {
            Optional<StorageUri> laidOut = datasetStager.layOut(
                    job.plan(), () -> ports.queue().renewLease(claim, TrainingPoller.POLL_INTERVAL));
            boolean ours = laidOut.isPresent()
                    ? create(job, claim, laidOut.get())
                    : ports.queue().renewLease(claim, pollingBackoff.shortest());
            if (!ours) {
                giveUp(job);
            }
        } catch (SdkException e) {
            if (AwsErrorClassifier.isQuota(e)) {
                trainingCompletionHandler.fail(job, claim, AwsErrorClassifier.describe(e));
            } else if (AwsErrorClassifier.isRejection(e)) {
                LOG.warn("Training {} was refused and fails", job.id(), e);
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

    private boolean create(TrainingJob job, Claim claim, StorageUri laidOut) throws IOException {
        byte[] options = TrainingJobRequestFactory.options(job.plan());
        ports.store()
                .put(
                        TrainingJobRequestFactory.config(job.plan()),
                        new ByteArrayInputStream(options),
                        "application/toml");
        CreateTrainingJobRequest call = request.of(job, laidOut);
        AwsErrorClassifier.ignoringAlreadyExists(() -> sageMaker.createTrainingJob(call));
        return ports.queue().updateProgress(claim, job.prepare(ports.clock().instant()), pause(claim));
    }

    /** Whoever stopped or removed the job meanwhile found nothing to stop, and did not see all of its files. */
    private void giveUp(TrainingJob job) throws IOException {
        Optional<TrainingStatus> status = ports.jobs().find(job.id()).map(TrainingJob::status);
        if (status.isEmpty() || status.get() == TrainingStatus.STOPPED) {
            trainer.stop(job);
            ports.store().deleteAll(job.input());
        }
    }

    private static String rejection(SdkException failure) {
        return "SageMaker did not take the training (" + AwsErrorClassifier.code(failure)
                + "); the service's log tells more";
    }

    private void tryAgain(TrainingJob job, Claim claim, String reason, Exception cause) {
        boolean late = ports.clock().instant().isAfter(claim.queued().plus(settings.handOver()));
        LOG.warn("Training {} could not be handed over; it {}", job.id(), late ? "fails" : "is tried again", cause);
        if (late) {
            trainingCompletionHandler.fail(
                    job,
                    claim,
                    "it could not be handed over within " + settings.handOver().toSeconds() + " seconds: " + reason);
        } else {
            ports.queue().renewLease(claim, pause(claim));
        }
    }

    private Duration pause(Claim claim) {
        return pollingBackoff.after(claim.queued(), ports.clock().instant());
    }
}
