package dev.atelier.persistence.outage;

import io.micronaut.health.HealthStatus;
import io.micronaut.jdbc.DataSourceResolver;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/** Readiness of the database, found out in less than a second also when it is frozen. */
@Singleton
@Readiness
class DatabaseHealthIndicator extends AbstractHealthIndicator<Map<String, Object>> {

    private static final Duration ANSWER = Duration.ofMillis(900);
    private static final int VALID_SECONDS = 1;

    private final DatabaseWatch watch;
    private final DataSource pool;

    DatabaseHealthIndicator(DatabaseWatch watch, DataSource pool, DataSourceResolver resolver) {
        this.watch = watch;
        this.pool = resolver.resolve(pool);
    }

    @Override
    protected Map<String, Object> getHealthInformation() {
        healthStatus = isReachable() ? HealthStatus.UP : HealthStatus.DOWN;
        return Map.of();
    }

    private boolean isReachable() {
        if (watch.isWatching()) {
            return watch.answersWithin(ANSWER);
        }
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(VALID_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    protected String getName() {
        return "database";
    }
}
