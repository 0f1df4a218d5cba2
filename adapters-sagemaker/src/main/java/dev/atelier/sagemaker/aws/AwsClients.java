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
 * The ways to AWS. Region and credentials come from the SDK's default chains. The SDK alone repeats calls that failed for
 * the moment, and it does so only within the time given here; whoever calls sees a failure as what remained of that.
 *
 * @param runtime its calls may take as long as SageMaker lets an endpoint think
 */
public record AwsClients(
        SageMakerClient sageMaker,
        SageMakerRuntimeClient runtime,
        ApplicationAutoScalingClient scaling,
        CloudWatchClient alarms,
        SqsClient queue)
        implements AutoCloseable {

    /** How long SageMaker waits for an endpoint's answer to a Real-time call. */
    public static final Duration REAL_TIME = Duration.ofSeconds(60);

    /** The longest that one call takes, all repetitions included. */
    public static final Duration MAX_CALL = REAL_TIME.plusSeconds(15);

    /** The same for the call that hands an Async job over: whoever starts the job waits for it. */
    public static final Duration HAND_OVER_CALL = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration USUAL_CALL = Duration.ofSeconds(30);

    public static AwsClients open() {
        return new AwsClients(
                build(SageMakerClient.builder(), USUAL_CALL),
                build(SageMakerRuntimeClient.builder(), MAX_CALL),
                build(ApplicationAutoScalingClient.builder(), USUAL_CALL),
                build(CloudWatchClient.builder(), USUAL_CALL),
                build(SqsClient.builder(), USUAL_CALL));
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
