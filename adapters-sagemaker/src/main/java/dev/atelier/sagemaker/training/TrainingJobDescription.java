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

/** The state of a training job in SageMaker. */
record TrainingJobDescription(DescribeTrainingJobResponse seen) {

    /** Describes the training job; empty if it does not exist. */
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

    boolean tookTooLong() {
        return seen.secondaryStatus() == SecondaryStatus.MAX_RUNTIME_EXCEEDED;
    }

    String failure() {
        return Optional.ofNullable(seen.failureReason()).orElse("SageMaker gives no reason");
    }

    /** The job with the status that corresponds to the current stage; stages before TRAINING are all preparation. */
    TrainingJob stageOf(TrainingJob job) {
        return seenIn(
                switch (seen.secondaryStatus()) {
                    case TRAINING -> job.train(TrainingProgress.NONE);
                    case UPLOADING -> job.upload();
                    default -> job;
                });
    }

    /** The job with the time at which its state in SageMaker changed last: what a container writes is not read. */
    TrainingJob seenIn(TrainingJob job) {
        return seen.lastModifiedTime() == null ? job : job.withLastOutput(seen.lastModifiedTime());
    }
}
