package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped jar, on each JDK of this machine, serves the requests of the documents verbatim. */
interface DocumentedFlow extends EndToEnd {

    String PAYLOAD = "{\"prompt\": \"a cute panda\", \"steps\": 12, \"seed\": 7, \"width\": 256, \"height\": 320}";

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.atelier.bootstrap.InstalledJdks#all")
    default void servesTheExamplesOf150(Path jdk) throws Exception {
        try (AtelierProcess service = service().on(jdk).start()) {
            walk("1.5.0", service.client());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.atelier.bootstrap.InstalledJdks#all")
    default void servesTheExamplesOf140WithAuthorization(Path jdk) throws Exception {
        try (AtelierProcess service = service().on(jdk).start()) {
            String token = HexFormat.of().formatHex("api".getBytes(StandardCharsets.UTF_8));
            walk("1.4.0", service.client().with("username", null).with("Authorization", "Bearer " + token));
        }
    }

    private void walk(String generation, ApiClient client) throws Exception {
        stack().provideModel(client);
        send(generation, client, "GET", "/ping", "/ping");
        String endpoint = send(generation, client, "POST", "/endpoints", "/endpoints")
                .path("endpoint_name")
                .asText();
        assertThat(endpoint).isEqualTo("esd-async-test");
        await().atMost(ApiClient.PATIENCE)
                .until(() -> client.get("/endpoints").json().toString().contains("\"InService\""));
        send(generation, client, "GET", "/endpoints", "/endpoints");

        JsonNode created =
                send(generation, client, "POST", "/inferences", "/inferences").path("inference");
        String id = created.path("id").asText();
        assertThat(client.upload(created.path("api_params_s3_upload_url").asText(), PAYLOAD)
                        .status())
                .isEqualTo(200);
        send(generation, client, "PUT", "/inferences/{jobId}/start", "/inferences/" + id + "/start");
        JsonNode ended = client.awaitEnd(id, Duration.ofSeconds(60));
        assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("succeed");
        JsonNode job = send(generation, client, "GET", "/inferences/{jobId}", "/inferences/" + id);
        assertThat(job.path("image_names").get(0).asText()).isEqualTo("image_0.png");
        byte[] image = client.download(job.path("img_presigned_urls").get(0).asText());
        assertThat(ImageIO.read(new ByteArrayInputStream(image)))
                .satisfies(decoded -> assertThat(decoded.getWidth() + "x" + decoded.getHeight())
                        .isEqualTo("256x320"));
        assertThat(client.download(job.path("output_presigned_urls").get(0).asText()))
                .asString()
                .contains("a cute panda");

        send(generation, client, "DELETE", "/inferences", "/inferences");
        send(generation, client, "DELETE", "/checkpoints", "/checkpoints");
        send(generation, client, "DELETE", "/endpoints", "/endpoints");
        assertThat(client.get("/inferences/" + id).status()).isEqualTo(200);
    }

    /** Sends the documented request, and asserts the documented response. */
    private static JsonNode send(String generation, ApiClient client, String method, String documented, String path) {
        DocumentedOperation operation = DocumentedOperation.of(generation, method, documented);
        ApiClient.Answer answer = client.call(method, path, operation.request());
        if (answer.status() == 204) {
            assertThat(operation.description().path("status").asInt()).isEqualTo(204);
            assertThat(answer.raw().body()).isEmpty();
            return null;
        }
        return operation.assertHeldBy(answer);
    }
}
