package dev.atelier.sagemaker;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Timeouts of operations in AWS.
 *
 * @param endpointStart how long an endpoint may be Creating
 * @param handOver for how long a job is submitted again while AWS is unreachable or throttles, before the job fails
 * @param waiting how long an Async job may wait at its endpoint (RequestTTLSeconds)
 * @param invocation how long an endpoint may process an Async job (InvocationTimeoutSeconds)
 * @param training how long a training may run (MaxRuntimeInSeconds)
 */
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
