package dev.atelier.sagemaker;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How long things in AWS may take before somebody says that they have failed.
 *
 * @param endpointStart how long an endpoint may be Creating
 * @param handOver how long AWS may be out of reach, or refuse work for the moment, before a job that waits to be handed
 *     over fails
 * @param waiting how long an Async job may wait at its endpoint (RequestTTLSeconds)
 * @param invocation how long an endpoint may take for an Async job (InvocationTimeoutSeconds)
 * @param training how long a training may take (MaxRuntimeInSeconds)
 */
@SageMakerEnabled
@ConfigurationProperties(AwsTimeouts.KEY)
public record AwsTimeouts(
        @Bindable(defaultValue = "60m") Duration endpointStart,
        @Bindable(defaultValue = "1h") Duration handOver,
        @Bindable(defaultValue = "6h") Duration waiting,
        @Bindable(defaultValue = "1h") Duration invocation,
        @Bindable(defaultValue = "24h") Duration training) {

    static final String KEY = AwsConfiguration.KEY + ".timeouts";

    private static final Duration SECOND = Duration.ofSeconds(1);

    public AwsTimeouts {
        ConfigurationChecks.requireDuration(KEY + ".endpoint-start", endpointStart, SECOND, Duration.ofHours(24));
        ConfigurationChecks.requireDuration(KEY + ".hand-over", handOver, SECOND, Duration.ofHours(24));
        ConfigurationChecks.requireDuration(KEY + ".waiting", waiting, Duration.ofSeconds(60), Duration.ofHours(6));
        ConfigurationChecks.requireDuration(KEY + ".invocation", invocation, SECOND, Duration.ofHours(1));
        ConfigurationChecks.requireDuration(KEY + ".training", training, SECOND, Duration.ofDays(28));
    }
}
