package dev.atelier.sagemaker.training;

import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.SecondaryStatus;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobStatus;

/** How a training is in SageMaker. */
record TrainingJobDescription(DescribeTrainingJobResponse seen) {

    /** Asks for the training of this name; empty when SageMaker knows none. */
    static Optional<TrainingJobDescription> find(SageMakerClient sageMaker, String name) {
        try {
            return Optional.of(
                    new TrainingJobDescription(sageMaker.describeTrainingJob(call -> call.trainingJobName(name))));
        } catch (SdkException e) {
            if (AwsErrorClassifier.isMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    boolean hasEnded() {
        return switch (seen.trainingJobStatus()) {
            case COMPLETED, FAILED, STOPPED -> true;
            default -> false;
        };
    }

    boolean hasCompleted() {
        return seen.trainingJobStatus() == TrainingJobStatus.COMPLETED;
    }

    boolean wasStopped() {
        return seen.trainingJobStatus() == TrainingJobStatus.STOPPED;
    }

    /** Whether it was stopped because it took too long. */
    boolean tookTooLong() {
        return seen.secondaryStatus() == SecondaryStatus.MAX_RUNTIME_EXCEEDED;
    }

    /** Why it failed. */
    String failure() {
        return Optional.ofNullable(seen.failureReason()).orElse("SageMaker gives no reason");
    }

    /** The job as it is while this runs. What SageMaker does before it downloads, it does for us: the job's turn has come. */
    TrainingJob stageOf(TrainingJob job) {
        return switch (seen.secondaryStatus()) {
            case TRAINING -> job.train(TrainingProgress.NONE);
            case UPLOADING -> job.upload();
            default -> job;
        };
    }
}
