package dev.atelier.persistence.audit;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * The audit log.
 *
 * @param retention how long its entries are kept, 1 day to 100 years; 0s: for ever. Default: 365d
 */
@ConfigurationProperties("atelier.audit")
public record AuditConfiguration(
        @Bindable(defaultValue = "365d") Duration retention) {

    public AuditConfiguration {
        if (!retention.isZero()) {
            ConfigurationChecks.requireDuration(
                    "atelier.audit.retention", retention, Duration.ofDays(1), Duration.ofDays(36_500));
        }
    }
}
