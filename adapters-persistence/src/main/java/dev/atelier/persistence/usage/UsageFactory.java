package dev.atelier.persistence.usage;

import dev.atelier.application.usage.UsageTotals;
import dev.atelier.persistence.cleanup.Cleanup;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

@Factory
final class UsageFactory {

    @Singleton
    Cleanup expiredUsage(UsageTotals totals, UsageConfiguration configuration, Clock clock) {
        Duration retention = configuration.retention();
        return new Cleanup(
                "usage-retention",
                Duration.ofHours(1),
                () -> !retention.isZero()
                        && totals.removeOldest(
                                LocalDate.ofInstant(clock.instant().minus(retention), ZoneOffset.UTC)));
    }
}
