package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped service removes by itself when it starts. */
class RetentionIT {

    private static final String TWO_DAYS_AGO = "update inference_job set created = created - interval '2 days',"
            + " completed = completed - interval '2 days' where id in ('%s', '%s')";

    @TempDir
    Path folder;

    @Test
    void removesOldInferencesAndLeftoverFiles() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                WebUiSimulator node = WebUiSimulator.start()) {
            String ended;
            String unstarted;
            String recent;
            JsonNode used;
            try (AtelierProcess service = service(postgres, node.url()).start()) {
                ApiClient client = service.client();
                client.endpoint("fast", "Real-time", 1);
                ended = run(client);
                unstarted = client.createJob("Real-time", WebUiSimulator.FIRST_MODEL, "{\"prompt\": \"p\"}");
                recent = run(client);
                used = used(client);
                assertThat(used.path("succeeded").asInt()).isEqualTo(2);
                assertThat(used.path("images").asInt()).isEqualTo(2);
                assertThat(used.path("gpu_seconds").asDouble()).isPositive();
            }
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                assertThat(statement.executeUpdate(TWO_DAYS_AGO.formatted(ended, unstarted)))
                        .isEqualTo(2);
            }
            Path leftover = Files.createFile(folder.resolve("data/store/incoming/left"));
            Files.setLastModifiedTime(leftover, FileTime.from(Instant.EPOCH));
            assertThat(files()).anyMatch(file -> file.contains(ended)).anyMatch(file -> file.contains(unstarted));

            try (AtelierProcess service = service(postgres, node.url())
                    .with("ATELIER_INFERENCES_RETENTION", "24h")
                    .start()) {
                await().untilAsserted(() -> {
                    assertThat(leftover).doesNotExist();
                    assertThat(service.client().get("/inferences/" + ended).status())
                            .isEqualTo(404);
                    assertThat(service.client().get("/inferences/" + unstarted).status())
                            .isEqualTo(404);
                });
                await().ignoreExceptions() // of files that go meanwhile
                        .untilAsserted(() -> assertThat(files())
                                .noneMatch(file -> file.contains(ended))
                                .noneMatch(file -> file.contains(unstarted))
                                .anyMatch(file -> file.contains(recent)));
                assertThat(service.client().job(recent).path("status").asText()).isEqualTo("succeed");
                assertThat(used(service.client())).isEqualTo(used);
            }
        }
    }

    /** Of all days, as one may have begun meanwhile. */
    private static JsonNode used(ApiClient client) {
        JsonNode totals = client.get("/usage?from=2020-01-01&group_by=user,model")
                .data(200)
                .path("usage");
        assertThat(totals).hasSize(1);
        assertThat(totals.get(0).path("model").asText()).isEqualTo(WebUiSimulator.FIRST_MODEL);
        return totals.get(0);
    }

    private static String run(ApiClient client) {
        String id = client.createJob("Real-time", WebUiSimulator.FIRST_MODEL, "{\"prompt\": \"p\"}");
        client.start(id);
        client.awaitEnd(id, Duration.ofMinutes(1));
        return id;
    }

    private AtelierProcess.Setup service(EmbeddedPostgres postgres, URI node) {
        return AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                .with("ATELIER_DATABASE_USERNAME", "postgres")
                .with("ATELIER_LOCAL_GPU_NODES", node)
                .brief();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data/store"))) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }
}
