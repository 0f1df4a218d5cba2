package dev.atelier.sagemaker.training;

import dev.atelier.application.inference.ComputeFailure;
import dev.atelier.application.training.TrainingOutcome;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.aws.AwsFailure;
import dev.atelier.sagemaker.aws.Names;
import dev.atelier.sagemaker.aws.Pauses;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.SecondaryStatus;

/**
 * Has SageMaker train what is queued, and keeps up with it. A claim on the queue is the right to look at a training once:
 * it is left to lapse, and whichever replica claims the training next looks at it next. Thread-safe.
 */
public final class TrainingWatch {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingWatch.class);

    /** Nobody else takes a training for so long: more than a look takes. */
    private static final Duration LOOK = Duration.ofMinutes(3);

    /** Nor for so long while what it made is looked into. */
    private static final Duration COLLECTING = Duration.ofMinutes(30);

    private static final int MOST_AT_ONCE = 50;

    private final SageMakerClient sageMaker;
    private final Names names;
    private final TrainingSettings settings;
    private final TrainingPorts ports;
    private final TrainingRequest request;
    private final TrainedFiles files;
    private final SageMakerTrainer trainer;
    private final Pauses pauses;

    public TrainingWatch(
            AwsClients aws,
            Names names,
            TrainingSettings settings,
            TrainingPorts ports,
            SageMakerTrainer trainer,
            Pauses pauses) {
        this.sageMaker = aws.sageMaker();
        this.names = names;
        this.settings = settings;
        this.ports = ports;
        this.request = new TrainingRequest(
                names, settings, sageMaker.serviceClientConfiguration().region().id());
        this.files = new TrainedFiles(ports);
        this.trainer = trainer;
        this.pauses = pauses;
    }

    /** Looks at those that have come up; what is left of very many comes up in the next round. */
    public void look() {
        if (settings.image().isEmpty()) {
            return;
        }
        Optional<Claim> claim = claim();
        for (int looks = 1; claim.isPresent(); looks++) {
            lookAt(claim.get());
            claim = looks < MOST_AT_ONCE ? claim() : Optional.empty();
        }
    }

    /** A worker has one job at a time, so each claim has a worker of its own. */
    private Optional<Claim> claim() {
        return ports.queue().claim("sagemaker-" + UUID.randomUUID(), LOOK);
    }

    private void lookAt(Claim claim) {
        try {
            Optional<TrainingJob> job = ports.jobs().find(claim.job());
            if (job.isPresent()) {
                lookAt(job.get(), claim);
            }
        } catch (RuntimeException e) {
            LOG.warn("Training {} could not be looked at; it comes up again", claim.job(), e);
        }
    }

    private void lookAt(TrainingJob job, Claim claim) {
        try {
            follow(job, claim);
        } catch (SdkException | ComputeFailure e) {
            if (!isOverdue(job)) {
                throw e;
            }
            LOG.error("Training {} fails, since nothing can be learnt of it", job.id(), e);
            end(
                    job,
                    claim,
                    new TrainingOutcome.Failed(
                            "what became of it in AWS could not be found out; the service's log" + " tells more"));
        }
    }

    /** Whether SageMaker has stopped it long since, had it not ended by itself. */
    private boolean isOverdue(TrainingJob job) {
        Duration longest = settings.handOver().plus(settings.longest()).plus(settings.handOver());
        return ports.clock().instant().isAfter(job.created().plus(longest));
    }

    private void follow(TrainingJob job, Claim claim) {
        if (job.status() == TrainingStatus.PENDING) {
            handOver(job, claim);
            return;
        }
        Optional<DescribeTrainingJobResponse> seen = describe(job.id());
        if (seen.isEmpty()) {
            end(job, claim, new TrainingOutcome.Failed("SageMaker does not know the training any more"));
        } else if (hasEnded(seen.get())) {
            ports.queue().heartbeat(claim, COLLECTING);
            end(job, claim, outcome(job, seen.get()));
        } else {
            ports.queue().report(claim, at(job, seen.get().secondaryStatus()), pause(job));
        }
    }

    /**
     * Looks at the training now, if it has not ended yet.
     *
     * @throws ComputeFailure when AWS could not be asked, or what it made could not be read, for the moment
     */
    public void changed(TrainingId id) {
        ports.jobs().find(id).filter(job -> !job.status().isEnd()).ifPresent(this::endIfEnded);
    }

    private void endIfEnded(TrainingJob job) {
        try {
            describe(job.id())
                    .filter(TrainingWatch::hasEnded)
                    .ifPresent(seen -> complete(job, outcome(job, seen), ports.jobs()::end));
        } catch (SdkException e) {
            throw new ComputeFailure("training " + job.id() + " could not be looked at", e);
        }
    }

    /** A training of this name that is there already was made by a call whose answer was lost. */
    private void handOver(TrainingJob job, Claim claim) {
        try {
            ports.store()
                    .put(
                            TrainingRequest.config(job),
                            new ByteArrayInputStream(TrainingRequest.options(job)),
                            "application/toml");
            var call = request.of(job);
            AwsFailure.unlessThereAlready(() -> sageMaker.createTrainingJob(call));
            TrainingJob begun = job.prepare(ports.clock().instant());
            if (!ports.queue().report(claim, begun, pause(begun))) {
                trainer.stop(job); // somebody stopped or removed it meanwhile
            }
        } catch (SdkException e) {
            if (AwsFailure.isQuota(e)) {
                end(job, claim, new TrainingOutcome.Failed(AwsFailure.words(e)));
            } else if (AwsFailure.isRefusal(e)) {
                LOG.warn("Training {} was refused and fails", job.id(), e);
                end(job, claim, new TrainingOutcome.Failed(refusal(e)));
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
        boolean late = ports.clock().instant().isAfter(job.created().plus(settings.handOver()));
        LOG.warn("Training {} could not be handed over; it {}", job.id(), late ? "fails" : "is tried again", cause);
        if (late) {
            end(
                    job,
                    claim,
                    new TrainingOutcome.Failed("it could not be handed over within "
                            + settings.handOver().toSeconds() + " seconds: " + reason));
        } else {
            ports.queue().heartbeat(claim, pause(job));
        }
    }

    private Optional<DescribeTrainingJobResponse> describe(TrainingId id) {
        try {
            return Optional.of(sageMaker.describeTrainingJob(call -> call.trainingJobName(names.of(id))));
        } catch (SdkException e) {
            if (AwsFailure.isMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean hasEnded(DescribeTrainingJobResponse seen) {
        return switch (seen.trainingJobStatus()) {
            case COMPLETED, FAILED, STOPPED -> true;
            default -> false;
        };
    }

    private TrainingOutcome outcome(TrainingJob job, DescribeTrainingJobResponse seen) {
        try {
            return switch (seen.trainingJobStatus()) {
                case COMPLETED -> files.of(job);
                case STOPPED ->
                    new TrainingOutcome.Failed(
                            seen.secondaryStatus() == SecondaryStatus.MAX_RUNTIME_EXCEEDED
                                    ? "it took longer than "
                                            + settings.longest().toMinutes() + " minutes, and SageMaker stopped it"
                                    : "it was stopped in AWS");
                default ->
                    new TrainingOutcome.Failed(
                            seen.failureReason() == null ? "SageMaker gives no reason" : seen.failureReason());
            };
        } catch (IOException e) {
            throw new ComputeFailure("what training " + job.id() + " made could not be read", e);
        }
    }

    /** What SageMaker does before it downloads, it does for us: the job's turn has come. */
    private static TrainingJob at(TrainingJob job, SecondaryStatus seen) {
        return switch (seen) {
            case TRAINING -> job.train(TrainingProgress.NONE);
            case UPLOADING -> job.upload();
            default -> job;
        };
    }

    private void end(TrainingJob job, Claim claim, TrainingOutcome outcome) {
        complete(job, outcome, ended -> ports.queue().settle(claim, ended));
    }

    private void complete(TrainingJob job, TrainingOutcome outcome, Predicate<TrainingJob> record) {
        boolean begun = job.status() != TrainingStatus.PENDING;
        TrainingJob running = begun ? job : job.prepare(ports.clock().instant());
        if (ports.complete().complete(running, outcome, record)) {
            LOG.info("Training {} has ended: {}", job.id(), outcome);
        }
    }

    private Duration pause(TrainingJob job) {
        Instant now = ports.clock().instant();
        return Duration.between(now, pauses.next(job.created(), now));
    }
}
