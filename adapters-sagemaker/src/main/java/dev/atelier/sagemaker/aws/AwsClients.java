package dev.atelier.sagemaker.aws;

import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * AWS clients. Region and credentials come from the SDK's default chains. Only the SDK retries, within the timeouts
 * below; an exception means that its retries are exhausted.
 *
 * @param runtime has the longer timeout of a Real-time invocation
 */
public record AwsClients(
        SageMakerClient sageMaker,
        SageMakerRuntimeClient runtime,
        ApplicationAutoScalingClient scaling,
        CloudWatchClient alarms,
        SqsClient queue)
        implements AutoCloseable {

    /** SageMaker's time limit of a Real-time invocation. */
    public static final Duration REAL_TIME = Duration.ofSeconds(60);

    /** Maximum duration of one call, including retries. */
    public static final Duration MAX_CALL = REAL_TIME.plusSeconds(15);

    /** The same for InvokeEndpointAsync, which the starting request waits for. */
    public static final Duration ASYNC_CALL = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration DEFAULT_CALL = Duration.ofSeconds(30);

    public static AwsClients open() {
        return new AwsClients(
                build(SageMakerClient.builder(), DEFAULT_CALL),
                build(SageMakerRuntimeClient.builder(), MAX_CALL),
                build(ApplicationAutoScalingClient.builder(), DEFAULT_CALL),
                build(CloudWatchClient.builder(), DEFAULT_CALL),
                build(SqsClient.builder(), DEFAULT_CALL));
    }

    private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
            B builder, Duration longest) {
        return builder.httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(longest))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .apiCallTimeout(longest)
                        .build())
                .build();
    }

    @Override
    public void close() {
        for (SdkClient client : new SdkClient[] {sageMaker, runtime, scaling, alarms, queue}) {
            client.close();
        }
    }
}
