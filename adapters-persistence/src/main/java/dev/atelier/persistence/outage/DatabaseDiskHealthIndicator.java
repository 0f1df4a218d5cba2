package dev.atelier.persistence.outage;

import dev.atelier.persistence.storage.DiskSpaceGuard;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Readiness of the data folder's disk, which may be another than that of the file store: down while it is full, when each
 * change of the embedded database would be answered 507.
 */
@Singleton
@Readiness
@Requires(property = "atelier.data-dir")
class DatabaseDiskHealthIndicator extends AbstractHealthIndicator<Map<String, Object>> {

    private final Path folder;
    private final boolean embedded;
    private final long reserve;

    @Inject
    DatabaseDiskHealthIndicator(
            @Value("${atelier.data-dir}") String folder, @Value("${datasources.default.url:}") String url) {
        this(folder, url, 0);
    }

    DatabaseDiskHealthIndicator(String folder, String url, long reserve) {
        this.folder = Path.of(folder);
        this.embedded = url.contains(folder);
        this.reserve = reserve;
    }

    @Override
    protected Map<String, Object> getHealthInformation() {
        try {
            boolean full = embedded && new DiskSpaceGuard(folder, reserve).free() == 0;
            healthStatus = full ? HealthStatus.DOWN : HealthStatus.UP;
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reported as down
        }
    }

    @Override
    protected String getName() {
        return "database-disk";
    }
}
