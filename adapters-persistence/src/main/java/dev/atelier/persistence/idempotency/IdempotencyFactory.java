package dev.atelier.persistence.idempotency;

import dev.atelier.application.idempotency.IdempotencyRecordRepository;
import dev.atelier.persistence.cleanup.Cleanup;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Duration;

@Factory
final class IdempotencyFactory {

    @Singleton
    Cleanup idempotencyRecords(IdempotencyRecordRepository records) {
        return new Cleanup("idempotency-cleanup", Duration.ofHours(1), () -> {
            records.deleteExpired();
            return false;
        });
    }
}
