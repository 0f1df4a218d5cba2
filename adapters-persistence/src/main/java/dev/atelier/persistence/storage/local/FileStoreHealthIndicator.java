package dev.atelier.persistence.storage.local;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Readiness of the file store: down while its disk is full, when each upload and result would be answered 507. */
@Singleton
@Readiness
@FileStoreEnabled
class FileStoreHealthIndicator extends AbstractHealthIndicator<Map<String, Object>> {

    private final LocalModelStore store;

    FileStoreHealthIndicator(LocalModelStore store) {
        this.store = store;
    }

    @Override
    protected Map<String, Object> getHealthInformation() {
        try {
            long free = store.free();
            healthStatus = free > 0 ? HealthStatus.UP : HealthStatus.DOWN;
            return Map.of("free", free);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reported as down
        }
    }

    @Override
    protected String getName() {
        return "file-store";
    }
}
