package dev.atelier.sagemaker.training;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.InstanceTypeAllowlist;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** Enqueues trainings; {@link TrainingPoller} submits them to SageMaker and retries. */
public final class SageMakerTrainingRunner implements TrainingRunner {

    private final SageMakerClient sageMaker;
    private final AwsResourceNames awsResourceNames;
    private final TrainingSettings settings;
    private final InstanceTypeAllowlist types;
    private final TrainingQueue queue;
    private final TrainingJobRequestFactory request;
    private final Runnable wakeUp;

    /** @param wakeUp triggers the next poll */
    public SageMakerTrainingRunner(
            SageMakerClient sageMaker,
            AwsResourceNames awsResourceNames,
            TrainingSettings settings,
            InstanceTypeAllowlist types,
            TrainingJobRequestFactory request,
            TrainingQueue queue,
            Runnable wakeUp) {
        this.sageMaker = sageMaker;
        this.awsResourceNames = awsResourceNames;
        this.settings = settings;
        this.types = types;
        this.queue = queue;
        this.request = request;
        this.wakeUp = wakeUp;
    }

    boolean isReady() {
        return settings.image().isPresent();
    }

    /** Its training as SageMaker reports it; empty if there is none. */
    Optional<TrainingJobDescription> describe(TrainingId id) {
        return TrainingJobDescription.find(sageMaker, awsResourceNames.of(id));
    }

    @Override
    public void requireReady() {
        if (!isReady()) {
            throw new InvalidRequestException("this installation does not train yet: set ATELIER_AWS_TRAINING_IMAGE"
                    + " (atelier.aws.training-image) to the container image of trainings");
        }
    }

    @Override
    public void start(TrainingJob pending) {
        requireReady();
        types.require(request.instanceType(pending.plan()));
        queue.enqueue(pending);
        wakeUp.run();
    }

    @Override
    public boolean startInitial(TrainingJob pending) {
        requireReady();
        types.require(request.instanceType(pending.plan()));
        boolean first = queue.enqueueIfInitial(pending);
        if (first) {
            wakeUp.run();
        }
        return first;
    }

    /** Idempotent: a training that has ended or does not exist is ignored. The next poll follows it to its end. */
    @Override
    public void stop(TrainingJob job) {
        try {
            sageMaker.stopTrainingJob(call -> call.trainingJobName(awsResourceNames.of(job.id())));
        } catch (SdkException e) {
            if (!AwsErrorClassifier.isMissing(e) && !AwsErrorClassifier.isRejection(e)) {
                throw new ComputeBackendException(
                        "training " + awsResourceNames.of(job.id()) + " could not be stopped: "
                                + AwsErrorClassifier.describe(e),
                        e);
            }
        }
    }

    @Override
    public boolean deliversAfterStop() {
        return true;
    }
}
