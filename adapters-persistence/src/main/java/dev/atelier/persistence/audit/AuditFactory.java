package dev.atelier.persistence.audit;

import dev.atelier.application.audit.AuditLog;
import dev.atelier.persistence.cleanup.Cleanup;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

@Factory
final class AuditFactory {

    private static final int STEP = 1000;

    @Singleton
    Cleanup expiredAuditEntries(AuditLog log, AuditConfiguration configuration, Clock clock) {
        Duration retention = configuration.retention();
        return new Cleanup(
                "audit-retention",
                Duration.ofMinutes(1),
                () -> !retention.isZero() && log.removeBefore(clock.instant().minus(retention), STEP) == STEP);
    }
}
