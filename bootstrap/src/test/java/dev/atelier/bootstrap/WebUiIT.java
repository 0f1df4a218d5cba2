package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.localgpu.demo.DemoWebUiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that is written from WebUI's documented routes only, against the shipped jar and against its node itself. */
class WebUiIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The second in which a job began is the only thing in which two equal requests differ. */
    private static final Pattern TIMESTAMP = Pattern.compile("\"job_timestamp\":\\s*\"[0-9]+\"");

    private static final String REQUEST = """
            {"prompt": "a cute panda, caf\u00e9", "negative_prompt": "x", "seed": 7, "subseed": 5, "steps": 6, "width": 128, "height": 192,
             "cfg_scale": 5, "sampler_name": "Euler a", "n_iter": 2, "send_images": true, "save_images": false}""";

    @TempDir
    static Path folder;

    private static DemoWebUiServer node;
    private static AtelierProcess service;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        node = DemoWebUiServer.start(0, folder.resolve("models"));
        service = AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_LOCAL_GPU_NODES", node.url().base())
                .start();
        service.client().endpoint("fast", "Real-time", 1);
        await().atMost(ApiClient.PATIENCE)
                .until(() -> service.client().get("/sdapi/v1/sd-models").json().size() > 0);
    }

    @AfterAll
    static void stop() {
        service.close();
        node.close();
    }

    @Test
    void imagesAndInfoAreThoseOfADirectCall() throws Exception {
        JsonNode direct = call(node.url().base(), "POST", "/sdapi/v1/txt2img", REQUEST);
        JsonNode through = call(login("api", AtelierProcess.KEY), "POST", "/sdapi/v1/txt2img", REQUEST);

        assertThat(through.path("images")).hasSize(2).isEqualTo(direct.path("images"));
        assertThat(info(through)).isEqualTo(info(direct)).contains("caf\u00e9");
        for (String field : new String[] {
            "prompt", "negative_prompt", "seed", "steps", "width", "height", "n_iter", "send_images", "save_images"
        }) {
            assertThat(through.path("parameters").path(field))
                    .as(field)
                    .isEqualTo(direct.path("parameters").path(field));
        }
        JsonNode text = call(
                login("api", AtelierProcess.KEY),
                "POST",
                "/sdapi/v1/png-info",
                JSON.createObjectNode()
                        .set("image", through.path("images").get(1))
                        .toString());
        assertThat(text.path("info").asText())
                .isEqualTo(JSON.readTree(direct.path("info").asText())
                        .path("infotexts")
                        .get(1)
                        .asText());
    }

    @Test
    void theListsAreTheNodesAndTheModelsOnesThatWork() throws Exception {
        URI url = login("any", AtelierProcess.KEY);
        JsonNode models = call(url, "GET", "/sdapi/v1/sd-models", null);
        assertThat(models.get(0).path("model_name").asText()).isEqualTo("tiny-emoji");
        assertThat(call(url, "GET", "/sdapi/v1/options", null).path("sd_model_checkpoint"))
                .isEqualTo(models.get(0).path("title"));
        assertThat(names(call(url, "GET", "/sdapi/v1/samplers", null)))
                .isEqualTo(names(call(node.url().base(), "GET", "/sdapi/v1/samplers", null)));
        assertThat(names(call(url, "GET", "/sdapi/v1/upscalers", null)))
                .isEqualTo(names(call(node.url().base(), "GET", "/sdapi/v1/upscalers", null)));
        assertThat(call(url, "GET", "/sdapi/v1/progress", null)
                        .path("state")
                        .path("job_count")
                        .asInt())
                .isZero();
    }

    @Test
    void theClientOfThePageWorks() throws Exception {
        Path image = folder.resolve("panda.png");
        String page = Files.readString(Path.of("..", "docs", "webui.md"));
        Matcher script = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(script.find()).isTrue();
        Path file = Files.writeString(folder.resolve("client.py"), script.group(1));
        Process python;
        try {
            python = new ProcessBuilder(
                            "python3", file.toString(), service.url().toString(), AtelierProcess.KEY, image.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException none) {
            assumeThat(none).as("python3").isNull();
            return;
        }
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(output).isZero();
        assertThat(output.strip()).isEqualTo("7 0");
        assertThat(ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(image)))
                        .getWidth())
                .isEqualTo(128);
    }

    private static String info(JsonNode answer) {
        return TIMESTAMP.matcher(answer.path("info").asText()).replaceAll("");
    }

    private static List<String> names(JsonNode list) {
        return list.findValuesAsText("name");
    }

    private static URI login(String user, String secret) {
        URI url = service.url();
        return URI.create(url.getScheme() + "://" + user + ":" + secret + "@" + url.getAuthority());
    }

    /** The JSON of an answer with status 200, by the login in the URL. */
    private JsonNode call(URI base, String method, String path, String body) throws Exception {
        String login = Base64.getEncoder().encodeToString(base.getUserInfo().getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + base.getHost() + ":" + base.getPort() + path))
                .timeout(ApiClient.PATIENCE)
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
