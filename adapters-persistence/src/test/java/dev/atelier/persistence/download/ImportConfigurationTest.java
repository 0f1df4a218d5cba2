package dev.atelier.persistence.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImportConfigurationTest {

    @Test
    void unlessSetOnlyPublicHostsAreReached() {
        assertThat(read(Map.of()))
                .isEqualTo(new ImportConfiguration(
                        List.of(),
                        32L << 30,
                        Duration.ofSeconds(60),
                        Duration.ofHours(24),
                        6,
                        Duration.ofSeconds(1),
                        2,
                        Path.of("data/imports")));
    }

    @Test
    void everyKeyCanBeSet() {
        assertThat(read(Map.of(
                        "atelier.import.allowed-hosts", "10.0.0.0/8, models.lan",
                        "atelier.import.max-bytes", "1MB",
                        "atelier.import.stall-timeout", "1s",
                        "atelier.import.deadline", "2h",
                        "atelier.import.tries", 3,
                        "atelier.import.retry-pause", "5ms",
                        "atelier.import.workers", 0,
                        "atelier.import.temp-dir", "/spool")))
                .isEqualTo(new ImportConfiguration(
                        List.of("10.0.0.0/8", "models.lan"),
                        1 << 20,
                        Duration.ofSeconds(1),
                        Duration.ofHours(2),
                        3,
                        Duration.ofMillis(5),
                        0,
                        Path.of("/spool")));
    }

    @Test
    void rejectsAnInvalidValueNamingItsKey() {
        assertThatThrownBy(() -> read(Map.of("atelier.import.tries", 0)))
                .hasRootCauseMessage("atelier.import.tries is 0; allowed is at least 1");
    }

    private static ImportConfiguration read(Map<String, Object> settings) {
        try (ApplicationContext context = ApplicationContext.run(settings)) {
            return context.getBean(ImportConfiguration.class);
        }
    }
}
