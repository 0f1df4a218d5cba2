package dev.atelier.sagemaker.training;

import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.InsufficientStorage;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.sagemaker.aws.AwsFailure;
import dev.atelier.sagemaker.aws.Pauses;
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
final class HandOver {

    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

    private final SageMakerClient sageMaker;
    private final TrainingRequest request;
    private final TrainingSettings settings;
    private final TrainingPorts ports;
    private final SageMakerTrainer trainer;
    private final Pauses pauses;
    private final Endings endings;
    private final Pictures pictures;

    HandOver(
            SageMakerClient sageMaker,
            TrainingRequest request,
            TrainingSettings settings,
            TrainingPorts ports,
            SageMakerTrainer trainer,
            Pauses pauses,
            Endings endings) {
        this.sageMaker = sageMaker;
        this.request = request;
        this.settings = settings;
        this.ports = ports;
        this.trainer = trainer;
        this.pauses = pauses;
        this.endings = endings;
        this.pictures = new Pictures(ports.store(), ports.clock());
    }

    /** Hands the job over, or has it come up again when that may yet succeed, or ends it. */
    void handOver(TrainingJob job, Claim claim) {
        try {
            Optional<StorageUri> laidOut =
                    pictures.layOut(job.plan(), () -> ports.queue().renewLease(claim, TrainingWatch.LOOK));
            boolean ours = laidOut.isPresent()
                    ? create(job, claim, laidOut.get())
                    : ports.queue().renewLease(claim, pauses.shortest());
            if (!ours) {
                giveUp(job);
            }
        } catch (SdkException e) {
            if (AwsFailure.isQuota(e)) {
                endings.fail(job, claim, AwsFailure.describe(e));
            } else if (AwsFailure.isRefusal(e)) {
                LOG.warn("Training {} was refused and fails", job.id(), e);
                endings.fail(job, claim, refusal(e));
            } else {
                tryAgain(job, claim, refusal(e), e);
            }
        } catch (InvalidRequest e) {
            endings.fail(job, claim, e.getMessage());
        } catch (IOException | UncheckedIOException | InsufficientStorage e) {
            tryAgain(job, claim, "its files could not be stored", e);
        }
    }

    private boolean create(TrainingJob job, Claim claim, StorageUri laidOut) throws IOException {
        byte[] options = TrainingRequest.options(job.plan());
        ports.store().put(TrainingRequest.config(job.plan()), new ByteArrayInputStream(options), "application/toml");
        CreateTrainingJobRequest call = request.of(job, laidOut);
        AwsFailure.ignoringAlreadyExists(() -> sageMaker.createTrainingJob(call));
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

    private static String refusal(SdkException failure) {
        return "SageMaker did not take the training (" + AwsFailure.code(failure) + "); the service's log tells more";
    }

    private void tryAgain(TrainingJob job, Claim claim, String reason, Exception cause) {
        boolean late = ports.clock().instant().isAfter(claim.queued().plus(settings.handOver()));
        LOG.warn("Training {} could not be handed over; it {}", job.id(), late ? "fails" : "is tried again", cause);
        if (late) {
            endings.fail(
                    job,
                    claim,
                    "it could not be handed over within " + settings.handOver().toSeconds() + " seconds: " + reason);
        } else {
            ports.queue().renewLease(claim, pause(claim));
        }
    }

    private Duration pause(Claim claim) {
        return pauses.after(claim.queued(), ports.clock().instant());
    }
}
