package dev.atelier.sagemaker.training;

import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.sagemaker.aws.AwsFailure;
import dev.atelier.sagemaker.aws.Pauses;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

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
    }

    /** Hands the job over, or has it come up again when that may yet succeed, or ends it. */
    void handOver(TrainingJob job, Claim claim) {
        try {
            ports.store()
                    .put(
                            TrainingRequest.config(job),
                            new ByteArrayInputStream(TrainingRequest.options(job)),
                            "application/toml");
            var call = request.of(job);
            AwsFailure.unlessThereAlready(() -> sageMaker.createTrainingJob(call));
            if (!ports.queue().report(claim, job.prepare(ports.clock().instant()), pause(claim))) {
                trainer.stop(job); // somebody stopped or removed it meanwhile
            }
        } catch (SdkException e) {
            if (AwsFailure.isQuota(e)) {
                endings.fail(job, claim, AwsFailure.words(e));
            } else if (AwsFailure.isRefusal(e)) {
                LOG.warn("Training {} was refused and fails", job.id(), e);
                endings.fail(job, claim, refusal(e));
            } else {
                tryAgain(job, claim, refusal(e), e);
            }
        } catch (IOException e) {
            tryAgain(job, claim, "its configuration could not be stored", e);
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
            ports.queue().heartbeat(claim, pause(claim));
        }
    }

    private Duration pause(Claim claim) {
        return pauses.after(claim.queued(), ports.clock().instant());
    }
}
