package dev.atelier.sagemaker;

import dev.atelier.sagemaker.aws.AwsClients;
import io.micronaut.aws.sdk.v2.service.AwsClientFactory;
import io.micronaut.aws.ua.UserAgentProvider;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClientBuilder;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClientBuilder;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClientBuilder;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClientBuilder;

/**
 * The builders of the clients that Micronaut has no factory for, made by the base class of those it has. Listeners may
 * change them, as those of S3 and SQS.
 */
@SageMakerEnabled
@Factory
public final class AwsClientsFactory {

    private final AwsCredentialsProviderChain credentials;
    private final AwsRegionProviderChain regions;
    private final UserAgentProvider userAgent;

    public AwsClientsFactory(
            AwsCredentialsProviderChain credentials,
            AwsRegionProviderChain regions,
            @Nullable UserAgentProvider userAgent) {
        this.credentials = credentials;
        this.regions = regions;
        this.userAgent = userAgent;
    }

    @Singleton
    public SageMakerClientBuilder sageMaker(SdkHttpClient http) {
        return limited(AwsClients.DEFAULT_CALL, SageMakerClient.builder(), http);
    }

    @Singleton
    public SageMakerRuntimeClientBuilder runtime(SdkHttpClient http) {
        return limited(AwsClients.MAX_CALL, SageMakerRuntimeClient.builder(), http);
    }

    @Singleton
    public ApplicationAutoScalingClientBuilder scaling(SdkHttpClient http) {
        return limited(AwsClients.DEFAULT_CALL, ApplicationAutoScalingClient.builder(), http);
    }

    @Singleton
    public CloudWatchClientBuilder alarms(SdkHttpClient http) {
        return limited(AwsClients.DEFAULT_CALL, CloudWatchClient.builder(), http);
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B limited(
            Duration longestCall, B bare, SdkHttpClient http) {
        B builder = new Base<>(bare).syncBuilder(http);
        return builder.overrideConfiguration(builder.overrideConfiguration().toBuilder()
                .apiCallTimeout(longestCall)
                .build());
    }

    /** The base class wants an asynchronous client as well, which is never asked for. */
    private final class Base<B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C>
            extends AwsClientFactory<B, SqsAsyncClientBuilder, C, SqsAsyncClient> {

        private final B bare;

        Base(B bare) {
            super(credentials, regions, userAgent, null);
            this.bare = bare;
        }

        @Override
        protected B createSyncBuilder() {
            return bare;
        }

        @Override
        protected SqsAsyncClientBuilder createAsyncBuilder() {
            throw new UnsupportedOperationException();
        }
    }
}
