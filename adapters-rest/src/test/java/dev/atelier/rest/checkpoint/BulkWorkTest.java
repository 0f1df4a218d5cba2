package dev.atelier.rest.checkpoint;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An installation that rejects bulk operations on model files. */
class BulkWorkTest {

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start(Map.of("atelier.bulk-operations.enabled", false));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void importsAreRejectedInEveryGeneration() {
        rejected(
                "/checkpoints",
                Map.of(
                        "checkpoint_type", "Lora",
                        "params", Map.of("message", ""),
                        "urls", List.of("https://models.example/a.safetensors")),
                "\"message\"",
                "upload them");
        rejected(
                "/upload_checkpoint",
                Map.of("checkpointType", "Lora", "modelUrl", List.of("https://models.example/a.safetensors")),
                "\"error\"",
                "upload them");

        assertThat(server.atelier.imports.claim(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void mergesAreRejected() {
        for (String name : List.of("a.safetensors", "b.safetensors")) {
            Checkpoint model = server.atelier.add(checkpoint().files(name));
            server.atelier.write(model.files().get(0).location(), name);
        }

        rejected(
                "/inference/run-model-merge",
                Map.of("primary_model_name", "a.safetensors", "secondary_model_name", "b.safetensors"),
                "\"error\"",
                "atelier.bulk-operations.enabled");

        assertThat(server.atelier.merges.claim(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void archivesAreRejectedAndModelFilesAreNot() {
        rejected("/model", model("mine.safetensors.tar"), "\"error\"", "upload the model file itself");

        assertThat(server.atelier.store.openUploads()).isZero();
        server.http()
                .without("username")
                .send("POST", "/model", TestJson.write(model("mine.safetensors")))
                .is(200);
    }

    private static Map<String, Object> model(String file) {
        return Map.of(
                "model_type",
                "Stable-diffusion",
                "name",
                "mine",
                "filenames",
                List.of(Map.of("filename", file, "parts_number", 1)),
                "params",
                Map.of());
    }

    private void rejected(String path, Map<String, Object> request, String... said) {
        assertThat(server.http()
                        .send("POST", path, TestJson.write(request))
                        .is(501)
                        .text())
                .contains(said);
    }
}
