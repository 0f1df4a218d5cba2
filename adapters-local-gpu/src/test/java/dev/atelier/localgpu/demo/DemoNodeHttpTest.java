package dev.atelier.localgpu.demo;

import static dev.atelier.localgpu.demo.NodeClient.json;
import static dev.atelier.localgpu.demo.NodeClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses of the node other than images: lists, settings, errors. */
@Tag("slow")
class DemoNodeHttpTest {

    private static final String TXT2IMG = "/sdapi/v1/txt2img";

    @TempDir
    static Path models;

    private static DemoWebUiServer node;
    private static NodeClient client;

    @BeforeAll
    static void start() {
        node = DemoWebUiServer.start(0, models);
        client = new NodeClient(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void itListensOnLoopbackOnly() {
        assertThat(node.url().base().getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void itListsItsModelAndTheNameFromTheApiDocumentation() {
        JsonNode listed = client.get("/sdapi/v1/sd-models");

        assertThat(listed.findValuesAsText("model_name")).containsExactly("tiny-emoji", "v1-5-pruned-emaonly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd-vae", "loras"})
    void theseListsAreEmpty(String list) {
        assertThat(client.get("/sdapi/v1/" + list).toString()).isEqualTo("[]");
    }

    @Test
    void itListsItsUpscalersEmbeddingsAndMemory() {
        assertThat(client.get("/sdapi/v1/upscalers").findValuesAsText("name"))
                .containsExactly("None", "Lanczos", "Nearest");
        assertThat(client.get("/sdapi/v1/embeddings").path("loaded")).isEmpty();
        assertThat(client.get("/sdapi/v1/memory").at("/ram/total").asLong()).isPositive();
        assertThat(client.get("/sdapi/v1/memory").at("/cuda/error").asText()).isNotEmpty();
    }

    @Test
    void optionsCanBeSetAndAnUnknownCheckpointOrKeyIsAnError() {
        try (DemoWebUiServer own = DemoWebUiServer.start(0, models)) {
            NodeClient to = new NodeClient(own);
            assertThat(to.post("/sdapi/v1/options", "{\"sd_model_checkpoint\":\"v1-5-pruned-emaonly\"}")
                            .body())
                    .isEqualTo("null");
            assertThat(to.get("/sdapi/v1/options").path("sd_model_checkpoint").asText())
                    .startsWith("v1-5-pruned-emaonly.safetensors");
            assertError(to.post("/sdapi/v1/options", "{\"sd_model_checkpoint\":\"x\"}"), 500, "RuntimeError");
            assertError(to.post("/sdapi/v1/options", "{\"no_such\":1}"), 500, "KeyError");
        }
    }

    @Test
    void anUnknownPathIsNotFoundAndAWrongMethodNotAllowed() {
        assertThat(client.get("/sdapi/v1/nothing").toString()).isEqualTo("{\"detail\":\"Not Found\"}");
        assertThat(client.post("/sdapi/v1/nothing", "{}").statusCode()).isEqualTo(404);
        assertThat(client.get(TXT2IMG).toString()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "nonsense"})
    void aBodyThatIsNoJsonObjectIsUnprocessable(String body) {
        HttpResponse<String> response = client.post(TXT2IMG, body);

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(json(response).at("/detail/0/loc/0").asText()).isEqualTo("body");
        assertThat(json(response).at("/detail/0/msg").asText()).isNotEmpty();
        assertThat(json(response).at("/detail/0/type").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "steps, 0",
        "steps, 151",
        "steps, 1.5",
        "steps, many",
        "width, 63",
        "height, 2049",
        "batch_size, 17",
        "n_iter, 0",
        "cfg_scale, -1",
        "seed, x"
    })
    void aValueOutOfBoundsIsUnprocessableByName(String name, String value) {
        HttpResponse<String> response = client.post(TXT2IMG, request("fox", 1).put(name, value));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(json(response).at("/detail/0/loc/1").asText()).isEqualTo(name);
    }

    @Test
    void moreThanSixteenImagesAreRejected() {
        ObjectNode request = request("fox", 1).put("batch_size", 4).put("n_iter", 5);

        assertThat(client.post(TXT2IMG, request).statusCode()).isEqualTo(422);
    }

    @Test
    void nullMeansTheDefault() {
        ObjectNode request = request("fox", 1).put("steps", 1);
        request.putNull("eta")
                .putNull("denoising_strength")
                .putNull("negative_prompt")
                .putNull("script_name");

        assertThat(client.post(TXT2IMG, request).statusCode()).isEqualTo(200);
    }

    @Test
    void anUnknownSamplerIsNotFound() {
        HttpResponse<String> response = client.post(TXT2IMG, request("fox", 1).put("sampler_name", "Brush"));

        assertError(response, 404, "HTTPException");
        assertThat(json(response).path("detail").asText()).isEqualTo("Sampler not found");
    }

    @Test
    void controlnetIsRejectedIfEnabledAndIgnoredIfDisabled() {
        ObjectNode request = request("fox", 1).put("steps", 1);
        ObjectNode unit = request.putObject("alwayson_scripts")
                .putObject("controlnet")
                .putArray("args")
                .addObject()
                .put("enabled", false);
        assertThat(client.post(TXT2IMG, request).statusCode()).isEqualTo(200);

        unit.put("enabled", true);
        HttpResponse<String> response = client.post(TXT2IMG, request);
        assertError(response, 422, "HTTPException");
        assertThat(json(response).path("detail").asText()).isEqualTo("Script 'controlnet' not found");
    }

    @Test
    void img2imgWithoutAnImageIsNotFoundAndWithABrokenOneAnError() {
        HttpResponse<String> without = client.post("/sdapi/v1/img2img", request("fox", 1));
        assertError(without, 404, "HTTPException");
        assertThat(json(without).path("detail").asText()).isEqualTo("Init image not found");

        ObjectNode broken = request("fox", 1);
        broken.putArray("init_images").add("bm90IGEgcGljdHVyZQ==");
        HttpResponse<String> with = client.post("/sdapi/v1/img2img", broken);
        assertError(with, 500, "HTTPException");
        assertThat(json(with).path("detail").asText()).isEqualTo("Invalid encoded image");
    }

    @Test
    void noImageIsFetchedFromTheWeb() {
        ObjectNode request = request("fox", 1);
        request.putArray("init_images").add("http://127.0.0.1:1/secret.png");

        assertThat(json(client.post("/sdapi/v1/img2img", request))
                        .path("detail")
                        .asText())
                .isEqualTo("Requests not allowed");
    }

    @Test
    void aBodyBeyond64MibIsTooLarge() {
        HttpResponse<String> response = client.post(TXT2IMG, " ".repeat((64 << 20) + 1));

        assertThat(response.statusCode()).isEqualTo(413);
    }

    private static void assertError(HttpResponse<String> response, int status, String error) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).path("error").asText()).isEqualTo(error);
        assertThat(json(response).has("detail")).isTrue();
        assertThat(json(response).path("body").asText("?")).isEmpty();
        assertThat(json(response).path("errors").isTextual()).isTrue();
    }
}
