package dev.atelier.sagemaker.training;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.InstanceTypeAllowlist;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** Enqueues trainings; {@link TrainingPoller} submits them to SageMaker and retries. */
public final class SageMakerTrainingRunner implements TrainingRunner {

    private final SageMakerClient sageMaker;
    private final AwsResourceNames awsResourceNames;
    private final TrainingSettings settings;
    private final InstanceTypeAllowlist types;
    private final TrainingPorts ports;
    private final TrainingJobRequestFactory request;
    private final Runnable wakeUp;

    /** @param wakeUp triggers the next poll */
    public SageMakerTrainingRunner(
            AwsClients aws,
            AwsResourceNames awsResourceNames,
            TrainingSettings settings,
            InstanceTypeAllowlist types,
            TrainingPorts ports,
            Runnable wakeUp) {
        this.sageMaker = aws.sageMaker();
        this.awsResourceNames = awsResourceNames;
        this.settings = settings;
        this.types = types;
        this.ports = ports;
        this.request = new TrainingJobRequestFactory(
                awsResourceNames,
                settings,
                sageMaker.serviceClientConfiguration().region().id());
        this.wakeUp = wakeUp;
    }

    @Override
    public void requireReady() {
        if (settings.image().isEmpty()) {
            throw new InvalidRequestException("this installation does not train yet: set ATELIER_AWS_TRAINING_IMAGE"
                    + " (atelier.aws.training-image) to the container image of trainings");
        }
    }

    @Override
    public void start(TrainingJob pending) {
        requireReady();
        types.require(request.instanceType(pending.plan()));
        ports.queue().enqueue(pending);
        wakeUp.run();
    }

    @Override
    public boolean startInitial(TrainingJob pending) {
        requireReady();
        types.require(request.instanceType(pending.plan()));
        boolean first = ports.queue().enqueueIfInitial(pending);
        if (first) {
            wakeUp.run();
        }
        return first;
    }

    /** Idempotent: a training that has ended or does not exist is ignored. */
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
}
