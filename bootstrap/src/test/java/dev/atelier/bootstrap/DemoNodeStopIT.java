package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stop while the demo node generates its first image: at its beginning, with no model loaded, and in the middle. */
class DemoNodeStopIT {

    private static final String MODEL = "tiny-emoji.safetensors";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, 500})
    void theRunningImageIsFinishedAndStored(long after) throws InterruptedException {
        String id;
        AtelierProcess first = AtelierProcess.in(folder.resolve("data")).brief().start();
        try {
            ApiClient client = first.client();
            client.endpoint("demo", "Async", 1);
            await().atMost(ApiClient.PATIENCE)
                    .until(() -> !new ModelUpload(client).find(MODEL).isMissingNode());
            id = client.createJob(
                    "Async", MODEL, "{\"prompt\": \"a cute panda\", \"steps\": 70, \"width\": 256, \"height\": 256}");
            assertThat(client.start(id).status()).isEqualTo(202);
            await().atMost(ApiClient.PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> status(client, id), "inprogress"::equals);
            TimeUnit.MILLISECONDS.sleep(after);
        } finally {
            assertThat(first.stop()).as(first.output()).isIn(0, 143);
        }
        assertThat(first.output()).doesNotContain("Shutdown in progress", "Exception");

        try (AtelierProcess second = AtelierProcess.in(folder.resolve("data"))
                .brief()
                .with("ATELIER_WORKERS_ENABLED", false)
                .start()) {
            JsonNode job = second.client().job(id);
            assertThat(job.path("status").asText()).as(job + first.output()).isEqualTo("succeed");
            assertThat(job.path("img_presigned_urls")).hasSize(1);
        }
    }

    private static String status(ApiClient client, String id) {
        return client.job(id).path("status").asText();
    }
}
