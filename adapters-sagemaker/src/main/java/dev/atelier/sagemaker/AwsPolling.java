package dev.atelier.sagemaker;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Polling intervals for jobs, endpoints and trainings in AWS. Intervals grow with the age of what is polled.
 *
 * @param shortest the first interval
 * @param longest the longest interval, also the interval for endpoints in service
 */
@ConfigurationProperties(AwsPolling.KEY)
public record AwsPolling(
        @Bindable(defaultValue = "10s") Duration shortest,
        @Bindable(defaultValue = "2m") Duration longest) {

    static final String KEY = AwsConfiguration.KEY + ".polling";

    public AwsPolling {
        ConfigurationChecks.requireDuration(KEY + ".shortest", shortest, Duration.ofMillis(50), Duration.ofHours(1));
        ConfigurationChecks.requireDuration(KEY + ".longest", longest, shortest, Duration.ofHours(1));
    }
}
