package dev.atelier.persistence.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.health.HealthStatus;
import java.nio.file.Path;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class DatabaseDiskHealthIndicatorTest {

    private static final long EVERYTHING = Long.MAX_VALUE;

    @TempDir
    Path folder;

    @Test
    void readinessReportsThatTheDiskOfTheEmbeddedDatabaseIsFull() {
        String embedded = "jdbc:h2:async:" + folder + "/atelier";

        assertThat(readiness(embedded, 0)).isEqualTo(HealthStatus.UP);
        assertThat(readiness(embedded, EVERYTHING)).isEqualTo(HealthStatus.DOWN);
        assertThat(readiness("jdbc:postgresql://db/atelier", EVERYTHING)).isEqualTo(HealthStatus.UP);
    }

    private HealthStatus readiness(String url, long reserve) {
        DatabaseDiskHealthIndicator indicator = new DatabaseDiskHealthIndicator(folder.toString(), url, reserve);
        indicator.setExecutorService(ForkJoinPool.commonPool());
        return Mono.from(indicator.getResult()).block().getStatus();
    }
}
