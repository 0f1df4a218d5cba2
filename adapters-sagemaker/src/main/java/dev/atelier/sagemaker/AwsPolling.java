package dev.atelier.sagemaker;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How often AWS is asked about what nobody has told of. The pauses grow with the age of what is asked about.
 *
 * @param shortest the first pause
 * @param longest the longest pause, also between looks at endpoints in service
 */
@SageMakerEnabled
@ConfigurationProperties(AwsPolling.KEY)
public record AwsPolling(
        @Bindable(defaultValue = "10s") Duration shortest, @Bindable(defaultValue = "2m") Duration longest) {

    static final String KEY = AwsConfiguration.KEY + ".polling";

    public AwsPolling {
        ConfigurationChecks.requireDuration(KEY + ".shortest", shortest, Duration.ofMillis(50), Duration.ofHours(1));
        ConfigurationChecks.requireDuration(KEY + ".longest", longest, shortest, Duration.ofHours(1));
    }
}
