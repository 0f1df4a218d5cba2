package dev.atelier.sagemaker.aws;

import java.time.Duration;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/**
 * The AWS clients of the backend. Only the SDK retries, within the timeouts below; an exception means that its retries
 * are exhausted.
 *
 * @param runtime has the longer timeout of a Real-time invocation
 */
public record AwsClients(
        SageMakerClient sageMaker,
        SageMakerRuntimeClient runtime,
        ApplicationAutoScalingClient scaling,
        CloudWatchClient alarms)
        implements AutoCloseable {

    /** SageMaker's time limit of a Real-time invocation. */
    public static final Duration REAL_TIME = Duration.ofSeconds(60);

    /** Maximum duration of one call, including retries. */
    public static final Duration MAX_CALL = REAL_TIME.plusSeconds(15);

    /** The same for InvokeEndpointAsync, which the starting request waits for. */
    public static final Duration ASYNC_CALL = Duration.ofSeconds(10);

    /** The same for calls that end at once. */
    public static final Duration DEFAULT_CALL = Duration.ofSeconds(30);

    @Override
    public void close() {
        for (SdkClient client : new SdkClient[] {sageMaker, runtime, scaling, alarms}) {
            client.close();
        }
    }
}
