package dev.atelier.persistence.inference;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Inferences in the database.
 *
 * @param retention how long after its end an inference is kept with its images, and after its creation one that was never
 *     started, 1 hour to 100 years; 0s: until it is deleted. Default: 0s
 */
@ConfigurationProperties("atelier.inferences")
public record InferenceConfiguration(
        @Bindable(defaultValue = "0s") Duration retention) {

    public InferenceConfiguration {
        if (!retention.isZero()) {
            ConfigurationChecks.requireDuration(
                    "atelier.inferences.retention", retention, Duration.ofHours(1), Duration.ofDays(36_500));
        }
    }
}
