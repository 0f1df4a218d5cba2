package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.testing.EventStreamClient;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that one replica runs, followed and cut short through another. */
class OtherReplicaIT {

    private static final Duration PATIENCE = ApiClient.PATIENCE;

    @TempDir
    Path folder;

    @TempDir
    Path models;

    private EmbeddedPostgres postgres;
    private WebUiSimulator node;
    private AtelierProcess worker;
    private AtelierProcess other;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        node = WebUiSimulator.start().generatesIn(Duration.ofSeconds(40));
        worker = replica("worker").start();
        other = replica("other").with("ATELIER_WORKERS_ENABLED", false).start();
        worker.client().endpoint("fast", "Real-time", 1);
    }

    @AfterEach
    void stop() throws IOException {
        other.close();
        worker.close();
        node.close();
        postgres.close();
    }

    @Test
    void anInterruptKeepsTheImagesThatThereAre() {
        CompletableFuture<ApiClient.Answer> answer = generate();
        JsonNode progress = await().atMost(PATIENCE)
                .until(
                        () -> other.client().get("/sdapi/v1/progress").json(),
                        found -> !found.path("current_image").isNull()
                                && found.path("state").path("sampling_step").asInt() > 0);
        assertThat(progress.path("state").path("sampling_steps").asInt()).isEqualTo(20);
        assertThat(progress.path("progress").asDouble()).isBetween(0.02, 0.99);

        assertThat(other.client().call("POST", "/sdapi/v1/skip", "{}").status()).isEqualTo(200);
        assertThat(node.requests("/sdapi/v1/skip")).hasSize(1);
        assertThat(other.client().call("POST", "/sdapi/v1/interrupt", "{}").status())
                .isEqualTo(200);

        ApiClient.Answer ended = answer.join();
        assertThat(ended.status()).as(ended.json().toString()).isEqualTo(200);
        assertThat(ended.json().path("images")).isNotEmpty();
        assertThat(node.interruptions()).isEqualTo(1);
        assertThat(node.generations()).as("none is made again").isEqualTo(1);
    }

    @Test
    void aStreamHasThePreviews() throws IOException {
        node.generatesIn(Duration.ofSeconds(8));
        HttpRequest.Builder panda = HttpRequest.newBuilder(other.url().resolve("/v1/images/generations"))
                .header("Authorization", "Bearer " + AtelierProcess.KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\": \"" + WebUiSimulator.FIRST_MODEL
                        + "\", \"prompt\": \"a cute panda\", \"stream\": true, \"partial_images\": 1}"));
        try (EventStreamClient stream = EventStreamClient.open(panda)) {
            await().atMost(PATIENCE).until(stream::hasEnded);
            assertThat(stream.received())
                    .extracting(EventStreamClient.Received::event)
                    .containsExactly("image_generation.partial_image", "image_generation.completed");
        }
    }

    private CompletableFuture<ApiClient.Answer> generate() {
        return CompletableFuture.supplyAsync(() -> worker.client()
                .call("POST", "/sdapi/v1/txt2img", "{\"prompt\": \"a cute panda\", \"seed\": 7, \"n_iter\": 2}"));
    }

    private AtelierProcess.Setup replica(String name) {
        return new LocalGpuStack(models)
                .given(AtelierProcess.in(folder.resolve(name).resolve("data")), node)
                .with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                .with("ATELIER_DATABASE_USERNAME", "postgres")
                .with("ATELIER_FILE_STORE_FOLDER", folder.resolve("shared"));
    }
}
