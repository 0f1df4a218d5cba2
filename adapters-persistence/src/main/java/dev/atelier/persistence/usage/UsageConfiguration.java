package dev.atelier.persistence.usage;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What users have used.
 *
 * @param retention how long its days are kept, 1 day to 100 years; 0s: for ever. Default: 1100d
 */
@ConfigurationProperties("atelier.usage")
public record UsageConfiguration(
        @Bindable(defaultValue = "1100d") Duration retention) {

    public UsageConfiguration {
        if (!retention.isZero()) {
            ConfigurationChecks.requireDuration(
                    "atelier.usage.retention", retention, Duration.ofDays(1), Duration.ofDays(36_500));
        }
    }
}
