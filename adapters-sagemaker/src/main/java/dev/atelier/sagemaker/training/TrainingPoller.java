package dev.atelier.sagemaker.training;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.PollingBackoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/**
 * Has SageMaker train what is queued, and keeps up with it. A claim on the queue is the right to look at a training once:
 * it is left to lapse, and whichever replica claims the training next looks at it next. Thread-safe.
 */
public final class TrainingPoller {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingPoller.class);

    /** Nobody else takes a training for so long: more than a look takes. */
    static final Duration POLL_INTERVAL = Duration.ofMinutes(3);

    /** Nor for so long while what it made is looked into. */
    private static final Duration COLLECTING = Duration.ofMinutes(30);

    private static final int MAX_AT_ONCE = 50;

    private final String backend;
    private final SageMakerClient sageMaker;
    private final AwsResourceNames awsResourceNames;
    private final TrainingSettings settings;
    private final TrainingPorts ports;
    private final PollingBackoff pollingBackoff;
    private final TrainingCompletionHandler trainingCompletionHandler;
    private final TrainingJobSubmitter trainingJobSubmitter;

    /** @param backend the name of this compute */
    public TrainingPoller(
            String backend,
            AwsClients aws,
            AwsResourceNames awsResourceNames,
            TrainingSettings settings,
            TrainingPorts ports,
            SageMakerTrainingRunner trainer,
            PollingBackoff pollingBackoff) {
        this.backend = backend;
        this.sageMaker = aws.sageMaker();
        this.awsResourceNames = awsResourceNames;
        this.settings = settings;
        this.ports = ports;
        this.pollingBackoff = pollingBackoff;
        this.trainingCompletionHandler = new TrainingCompletionHandler(ports, settings);
        TrainingJobRequestFactory request = new TrainingJobRequestFactory(
                awsResourceNames,
                settings,
                sageMaker.serviceClientConfiguration().region().id());
        this.trainingJobSubmitter = new TrainingJobSubmitter(
                sageMaker, request, settings, ports, trainer, pollingBackoff, trainingCompletionHandler);
    }

    /** Looks at those that have come up; what is left of very many comes up in the next round. */
    public void look() {
        if (settings.image().isEmpty()) {
            return;
        }
        Optional<Claim> claim = claim();
        for (int looks = 1; claim.isPresent(); looks++) {
            lookAt(claim.get());
            claim = looks < MAX_AT_ONCE ? claim() : Optional.empty();
        }
    }

    /** A worker has one job at a time, so each claim has a worker of its own. */
    private Optional<Claim> claim() {
        return ports.queue().claim(backend, backend + "-" + UUID.randomUUID(), POLL_INTERVAL);
    }

    private void lookAt(Claim claim) {
        try {
            ports.jobs().find(claim.job()).ifPresent(job -> lookAt(job, claim));
        } catch (RuntimeException e) {
            LOG.warn("Training {} could not be looked at; it comes up again", claim.job(), e);
        }
    }

    private void lookAt(TrainingJob job, Claim claim) {
        try {
            handOverOrFollow(job, claim);
        } catch (RuntimeException e) {
            if (!isOverdue(claim)) {
                throw e;
            }
            LOG.error("Training {} fails, since nothing can be learnt of it", job.id(), e);
            trainingCompletionHandler.fail(
                    job, claim, "what became of it in AWS could not be found out; the service's log tells more");
        }
    }

    /** Whether SageMaker has stopped it long since, had it not ended by itself. */
    private boolean isOverdue(Claim claim) {
        Duration longest = settings.handOver().plus(settings.longest()).plus(settings.handOver());
        return ports.clock().instant().isAfter(claim.queued().plus(longest));
    }

    private void handOverOrFollow(TrainingJob job, Claim claim) {
        if (job.status() == TrainingStatus.PENDING) {
            trainingJobSubmitter.handOver(job, claim);
            return;
        }
        Optional<TrainingJobDescription> seen = TrainingJobDescription.find(sageMaker, awsResourceNames.of(job.id()));
        if (seen.isEmpty()) {
            trainingCompletionHandler.fail(job, claim, "SageMaker does not know the training any more");
        } else if (seen.get().hasEnded()) {
            ports.queue().renewLease(claim, COLLECTING);
            trainingCompletionHandler.end(job, claim, seen.get());
        } else {
            Instant now = ports.clock().instant();
            ports.queue().updateProgress(claim, seen.get().stageOf(job), pollingBackoff.after(claim.queued(), now));
        }
    }

    /**
     * Looks at the training now, if it has not ended yet.
     *
     * @throws ComputeBackendException when AWS could not be asked, or what it made could not be read, for the moment
     */
    public void changed(TrainingId id) {
        ports.jobs().find(id).filter(job -> !job.status().isEnd()).ifPresent(this::endIfEnded);
    }

    private void endIfEnded(TrainingJob job) {
        try {
            TrainingJobDescription.find(sageMaker, awsResourceNames.of(job.id()))
                    .filter(TrainingJobDescription::hasEnded)
                    .ifPresent(seen -> trainingCompletionHandler.end(job, seen));
        } catch (SdkException e) {
            throw new ComputeBackendException("training " + job.id() + " could not be looked at", e);
        }
    }
}
