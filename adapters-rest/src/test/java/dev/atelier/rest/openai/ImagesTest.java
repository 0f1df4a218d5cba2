package dev.atelier.rest.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.QuotaExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's images API, on one server for all tests. */
class ImagesTest {

    private static final String GENERATIONS = "/v1/images/generations";
    private static final String CHECKPOINT = "v1-5-pruned-emaonly.safetensors";

    /** Of a length that base64 pads, and longer than what is encoded at once. */
    private static final byte[] IMAGE = new byte[100_001];

    private static RestServer server;
    private static Http client;

    @BeforeAll
    static void start() {
        new Random(14).nextBytes(IMAGE);
        server = RestServer.start(Map.ofEntries(
                Map.entry("atelier.openai.models.gpt-image-1.checkpoint", "v1-5-pruned-emaonly"),
                Map.entry("atelier.openai.models.gpt-image-1.steps", 12),
                Map.entry("atelier.openai.models.gpt-image-1.sampler", "Euler a"),
                Map.entry("atelier.openai.models.gpt-image-1.cfg-scale", "6.5"),
                Map.entry("atelier.openai.models.gpt-image-1.negative-prompt", "blurry"),
                Map.entry("atelier.openai.models.gpt-image-1.width", 768),
                Map.entry("atelier.openai.models.gpt-image-1.height", 512),
                Map.entry("atelier.openai.models.gpt-image-1.sizes", "768x512,640x384"),
                Map.entry("atelier.openai.models.careful.checkpoint", "configured"),
                Map.entry("atelier.openai.models.careful.steps", 50),
                Map.entry("atelier.openai.models.careful.for-model", "gpt-image-1"),
                Map.entry("atelier.openai.models.careful.for-quality", "high"),
                Map.entry("atelier.openai.models.a-vivid-one.checkpoint", "v1-5-pruned-emaonly"),
                Map.entry("atelier.openai.models.a-vivid-one.steps", 33),
                Map.entry("atelier.openai.models.a-vivid-one.for-model", "gpt-image-1"),
                Map.entry("atelier.openai.models.a-vivid-one.for-style", "vivid")));
        client = server.keyOnly().without("x-api-key").with("Authorization", "Bearer " + RestServer.KEY);
        server.atelier.add(TestCheckpoints.checkpoint().files(CHECKPOINT));
        server.atelier.add(
                TestCheckpoints.checkpoint().files("hers.safetensors").by("ann").openTo("ann"));
        server.atelier.add(TestCheckpoints.checkpoint().files("configured.safetensors", "configured.yaml", "note.txt"));
        server.atelier.add(TestEndpoints.endpoint().realTime().openTo("IT Operator", "bob"));
        server.addUserHolding("ann", "inference:create", "checkpoint:list");
        server.addUserHolding("bob", "inference:create", "checkpoint:list");
        server.addUserHolding("nothing");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void succeed() {
        server.atelier.backend.reject(null);
        server.atelier.backend.answer(
                job -> Optional.of(new InferenceOutcome.Succeeded(images(payload(job)), "{}", "{}")));
    }

    @Test
    void anImageComesAsALinkAndInBase64() {
        HttpResult reply = generate(Map.of("prompt", "a \"cute\" panda", "model", CHECKPOINT));

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.json()).containsOnlyKeys("created", "data");
        assertThat(reply.at("created"))
                .isEqualTo((int) server.atelier.clock.instant().getEpochSecond());
        assertThat((List<?>) reply.at("data")).hasSize(1);
        assertThat(decoded(reply, 0)).isEqualTo(IMAGE);
        String url = (String) reply.at("data.0.url");
        assertThat(url).startsWith(server.uri() + "/files/");
        assertThat(client.without("Authorization").get(url).bytes()).isEqualTo(IMAGE);
        assertThat(payload(newest())).isEqualTo(Map.of("prompt", "a \"cute\" panda", "n_iter", 1));
    }

    @Test
    void anImageThatIsGoneIsAnErrorBeforeTheAnswerBegins() {
        Map<String, Object> request = Map.of("prompt", "x", "model", CHECKPOINT, "n", 2);
        String inBase64 = TestJson.write(request);
        Http again = client.with("Idempotency-Key", UUID.randomUUID().toString());
        assertThat(again.send("POST", GENERATIONS, inBase64).status()).isEqualTo(200);
        InferenceJob job = newest();
        server.atelier.store.deleteAll(job.results().resolve("image_1.png"));

        HttpResult reply = again.send("POST", GENERATIONS, inBase64);

        assertThat(reply.status()).as(reply.text()).isEqualTo(500);
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
        assertThat(reply.at("error.type")).isEqualTo("server_error");
        assertThat((String) reply.at("error.message")).contains("could not be read", "GET /inferences/" + job.id());
        assertThat(newest()).isEqualTo(job);
    }

    @Test
    void theJobIsTheUsersAndListedAsAnyOther() {
        generate(Map.of("prompt", "x", "model", CHECKPOINT));
        assertThat(newest().user().value()).isEqualTo("api");

        HttpResult reply =
                client.as("admin").send("POST", GENERATIONS, "{\"prompt\":\"x\",\"model\":\"" + CHECKPOINT + "\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        InferenceJob job = newest();
        assertThat(job.user().value()).isEqualTo("admin");
        assertThat(server.http().get("/inferences/" + job.id()).is(200).at("data.status"))
                .isEqualTo("succeed");
    }

    @Test
    void theClientsOwnUserIsKeptWithTheJobAndShownToThoseWhoMaySeeIt() {
        Map<String, Object> request = Map.of("prompt", "x", "model", CHECKPOINT, "user", "caf\u00e9 17");
        assertThat(generate(request).status()).isEqualTo(200);
        assertThat(newest().endUser()).isEqualTo("caf\u00e9 17");
        String progress = "/jobs/" + newest().id() + "/progress";
        assertThat(server.http().get(progress).is(200).at("data.end_user")).isEqualTo("caf\u00e9 17");
        server.http().as("bob").get(progress).rejects(403);

        assertThat(generate(Map.of("prompt", "x", "model", CHECKPOINT, "user", ""))
                        .status())
                .isEqualTo(200);
        assertThat(newest().endUser()).isNull();
        HttpResult reply = generate(Map.of("prompt", "x", "model", CHECKPOINT, "user", "u".repeat(257)));
        assertThat(error(reply, 400)).containsEntry("param", "user");
        assertThat((String) reply.at("error.message")).contains("257", "at most 256");
        assertThat(generate(Map.of("prompt", "x", "model", CHECKPOINT, "user", "u".repeat(256)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void eachFormatAlone() {
        assertThat(data(generate(Map.of("prompt", "x", "model", CHECKPOINT, "response_format", "url", "n", 2))))
                .hasSize(2)
                .allSatisfy(image -> assertThat(image).containsOnlyKeys("url"));
        HttpResult reply = generate(Map.of("prompt", "x", "model", CHECKPOINT, "response_format", "b64_json", "n", 3));
        assertThat(IntStream.range(0, 3))
                .allSatisfy(i -> assertThat(decoded(reply, i)).isEqualTo(IMAGE));
        assertThat(data(reply).get(2)).containsOnlyKeys("b64_json");
    }

    @Test
    void theRequestIsTranslated() {
        Map<String, Object> request = Map.of(
                "prompt",
                "x",
                "model",
                "V1-5-pruned-EMAonly",
                "n",
                2,
                "size",
                "640x384",
                "seed",
                7,
                "user",
                "u1",
                "quality",
                "high",
                "output_format",
                "png",
                "stream",
                false);
        assertThat(generate(request).status()).isEqualTo(200);
        assertThat(payload(newest()))
                .isEqualTo(Map.of("prompt", "x", "n_iter", 2, "width", 640, "height", 384, "seed", 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'prompt': 'x'}", "{'prompt': 'x', 'model': 'gpt-image-1', 'size': 'auto'}"})
    void anAliasChoosesWhatTheRequestDoesNot(String request) {
        HttpResult reply = client.send("POST", GENERATIONS, request.replace('\'', '"'));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(payload(newest()))
                .isEqualTo(Map.of(
                        "prompt",
                        "x",
                        "n_iter",
                        1,
                        "width",
                        768,
                        "height",
                        512,
                        "steps",
                        12,
                        "sampler_name",
                        "Euler a",
                        "cfg_scale",
                        6.5,
                        "negative_prompt",
                        "blurry"));
        assertThat(newest().checkpoint().orElseThrow().name()).isEqualTo(CHECKPOINT);
    }

    @ParameterizedTest
    @CsvSource({"high, natural, 50", "low, natural, 12", "high, vivid, 50", "low, vivid, 33"})
    void qualityAndStyleChooseTheSettingsOfAnAlias(String quality, String style, int steps) {
        assertThat(generate(Map.of("prompt", "x", "quality", quality, "style", style))
                        .status())
                .isEqualTo(200);
        assertThat(payload(newest())).containsEntry("steps", steps);
        assertThat(newest().checkpoint().orElseThrow().name())
                .isEqualTo(steps == 50 ? "configured.safetensors" : CHECKPOINT);
    }

    @Test
    void whatQualityAndStyleChooseIsNoModel() {
        HttpResult reply = generate(Map.of("prompt", "x", "model", "careful"));
        assertThat(error(reply, 404)).containsEntry("code", "model_not_found");
    }

    @Test
    void anAliasMayOfferSomeSizesAlone() {
        HttpResult reply = generate(Map.of("prompt", "x", "model", "gpt-image-1", "size", "512x512"));
        assertThat(error(reply, 400)).containsEntry("param", "size");
        assertThat((String) reply.at("error.message")).contains("auto, 768x512, 640x384");
        assertThat(generate(Map.of("prompt", "x", "model", "gpt-image-1", "size", "640x384"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aConfigurationComesWithItsModel() {
        assertThat(generate(Map.of("prompt", "x", "model", "configured")).status())
                .isEqualTo(200);
        assertThat(newest().models())
                .extracting(model -> model.name())
                .containsExactly("configured.safetensors", "configured.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt | | prompt",
                "prompt | \"\" | prompt",
                "n | 0 | n should be",
                "n | 11 | 1 to 10",
                "size | \"big\" | 1024x1024",
                "size | \"100x100\" | multiple of 8",
                "size | \"8192x8192\" | 4096",
                "response_format | \"xml\" | url or b64_json",
                "output_format | \"gif\" | webp",
                "partial_images | 4 | 0 to 3",
                "partial_images | -1 | partial_images",
                "stream | \"yes\" | stream"
            })
    void whatCannotBeDoneIsRejectedWithASentence(String field, String value, String message) {
        Map<String, Object> request = new HashMap<>(Map.of("prompt", "x", "model", CHECKPOINT));
        request.remove(field);
        String rest = TestJson.write(request);
        String body = value == null ? rest : rest.substring(0, rest.length() - 1) + ",\"" + field + "\":" + value + "}";
        HttpResult reply = client.send("POST", GENERATIONS, body);
        assertThat(error(reply, 400)).containsEntry("type", "invalid_request_error");
        assertThat((String) reply.at("error.message")).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "hers", "hers.safetensors", "../etc/passwd", "v1-5-pruned-emaonly.ckpt"})
    void anUnknownModelAndAnothersAreNotFound(String model) {
        Http bob = client.as("bob");
        HttpResult reply = bob.send("POST", GENERATIONS, TestJson.write(Map.of("prompt", "x", "model", model)));
        assertThat(error(reply, 404)).containsEntry("code", "model_not_found").containsEntry("param", "model");
        assertThat((String) reply.at("error.message")).contains(model, "GET /v1/models");
        assertThat(error(bob.get("/v1/models/" + model.replace("/", "%2F")), 404))
                .isNotEmpty();
    }

    @Test
    void modelsAreAliasesAndTheFilesThatTheUserMayUse() {
        HttpResult all = client.get("/v1/models");
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.header("Content-Type")).isEqualTo("application/json");
        assertThat(all.at("object")).isEqualTo("list");
        assertThat(data(all))
                .extracting(model -> model.get("id"))
                .containsExactlyInAnyOrder("gpt-image-1", CHECKPOINT, "configured.safetensors", "hers.safetensors");
        assertThat(data(client.as("ann").get("/v1/models")))
                .extracting(model -> model.get("id"))
                .contains("hers.safetensors");
        assertThat(client.get("/v1/models/gpt-image-1").json())
                .containsEntry("id", "gpt-image-1")
                .containsEntry("object", "model");
        assertThat(client.get("/v1/models/v1-5-pruned-emaonly").at("id")).isEqualTo(CHECKPOINT);
    }

    @Test
    void theKeyIsATokenHereAndAUserElsewhere() {
        assertThat(server.http().get("/v1/models").status()).isEqualTo(200);
        assertThat(error(client.without("Authorization").get("/v1/models"), 401))
                .containsEntry("code", "invalid_api_key");
        assertThat(error(client.with("Authorization", "Bearer wrong").get("/v1/models"), 401))
                .containsEntry("type", "invalid_request_error");
        assertThat(client.get("/inferences").status()).isEqualTo(403);
        assertThat(error(client.as("ghost").get("/v1/models"), 401)).isNotEmpty();
    }

    @Test
    void aUserNeedsAPermissionAndAnEndpoint() {
        assertThat(error(client.as("nothing").send("POST", GENERATIONS, "{"), 403))
                .containsEntry("type", "permission_error");
        HttpResult reply = client.as("ann").send("POST", GENERATIONS, "{\"prompt\":\"x\",\"model\":\"hers\"}");
        error(reply, 400);
        assertThat((String) reply.at("error.message")).contains("no available Real-time endpoints", "ann");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1",
        "GET, /v1/",
        "GET, /v1/chat/completions",
        "POST, /v1/images/upscales",
        "GET, /v1/images/generations",
        "DELETE, /v1/models",
        "GET, /prod/v1/nothing"
    })
    void unknownPathsHaveTheFormatToo(String method, String path) {
        HttpResult reply = client.send(method, path);
        error(reply, reply.status() == 405 ? 405 : 404);
        assertThat((String) reply.at("error.message")).startsWith("there is no operation");
        error(client.without("Authorization").send(method, path), 401);
    }

    @Test
    void aBodyThatIsNoJsonIsRejected() {
        error(client.send("POST", GENERATIONS, "{"), 400);
        error(client.send("POST", GENERATIONS, "[]"), 400);
        error(client.send("POST", GENERATIONS, "x".repeat(300_000)), 413);
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoint, ' ', atelier.openai.models.x.checkpoint",
        "steps, 0, atelier.openai.models.x.steps",
        "cfg-scale, 101, atelier.openai.models.x.cfg-scale",
        "width, 512, both width and height",
        "sizes, 100x100, atelier.openai.models.x.sizes",
        "for-model, x, together with for-quality",
        "for-quality, high, atelier.openai.models.x.for-model"
    })
    void anAliasThatCannotWorkStopsTheStart(String setting, String value, String message) {
        Map<String, Object> settings = new HashMap<>(Map.of("atelier.openai.models.x.checkpoint", "a"));
        settings.put("atelier.openai.models.x." + setting, value);
        assertThatThrownBy(() -> RestServer.start(settings)).hasStackTraceContaining(message);
    }

    @Test
    void aFullQueueAsksToWait() {
        server.atelier.backend.reject(new CapacityExceededException("the queue is full"));
        HttpResult reply = generate(Map.of("prompt", "x", "model", CHECKPOINT));
        assertThat(error(reply, 429)).containsEntry("message", "the queue is full");
        assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
    }

    @Test
    void aReachedQuotaSaysWhenThereIsMore() {
        server.atelier.backend.reject(new QuotaExceededException("0 left", Duration.ofMinutes(90)));
        HttpResult reply = generate(Map.of("prompt", "x", "model", CHECKPOINT));
        assertThat(error(reply, 429)).containsEntry("message", "0 left");
        assertThat(reply.header("Retry-After")).isEqualTo("5400");
    }

    @Test
    void aFailedJobSaysWhyAndIsNotTriedAgain() {
        server.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Failed("CUDA out of memory")));
        HttpResult reply = generate(Map.of("prompt", "x", "model", CHECKPOINT));
        assertThat(error(reply, 500)).containsEntry("type", "server_error");
        assertThat((String) reply.at("error.message")).contains("CUDA out of memory");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void aCanceledJobIsNotTriedAgain() {
        server.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Canceled(new UserName("boss"))));
        HttpResult reply = generate(Map.of("prompt", "x", "model", CHECKPOINT));
        error(reply, 500);
        assertThat((String) reply.at("error.message")).contains("canceled by boss");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void anImageIsEditedWhereTheMaskIsTransparent() throws IOException {
        byte[] image = png(200, 130, 255, 255);
        // The files come last, as newer clients send them.
        HttpResult reply = edit(
                text("model", CHECKPOINT),
                text("stream", "false"),
                text("prompt", "a hat"),
                text("n", "2"),
                file("mask", png(200, 130, 0, 255)),
                file("image", image));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(decoded(reply, 1)).isEqualTo(IMAGE);
        Map<String, Object> payload = payload(newest());
        assertThat(newest().taskType()).isEqualTo(TaskType.IMG2IMG);
        assertThat(payload)
                .containsEntry("prompt", "a hat")
                .containsEntry("n_iter", 2)
                .containsEntry("width", 200)
                .containsEntry("height", 128)
                .containsEntry("init_images", List.of(Base64.getEncoder().encodeToString(image)));
        BufferedImage mask =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode((String) payload.get("mask"))));
        assertThat(mask.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
        assertThat(mask.getRGB(199, 129)).isEqualTo(0xFF000000);
    }

    @Test
    void anEditMayHaveASizeAndNoMask() throws IOException {
        HttpResult reply = edit(
                file("image[]", png(64, 64, 255, 255)),
                text("prompt", "x"),
                text("model", "gpt-image-1"),
                text("size", "640x384"),
                text("response_format", "url"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(payload(newest()))
                .containsEntry("width", 640)
                .containsEntry("height", 384)
                .containsEntry("steps", 12)
                .doesNotContainKey("mask");
    }

    @Test
    void anEditThatCannotBeDoneIsRejected() throws IOException {
        byte[] image = png(64, 64, 255, 255);
        String[] rest = {text("prompt", "x"), text("model", CHECKPOINT)};
        assertThat(error(edit(rest), 400)).containsEntry("param", "image");
        assertThat(error(edit(file("image[]", image), file("image[]", image), rest[0], rest[1]), 400))
                .containsEntry("param", "image");
        assertThat(error(edit(file("image", image), file("mask", new byte[] {1}), rest[0], rest[1]), 400))
                .containsEntry("param", "mask");
        assertThat(error(edit(file("image", image), file("mask", png(2049, 1, 0, 255)), rest[0], rest[1]), 400))
                .containsEntry("param", "mask");
        error(edit(file("image", new byte[] {1, 2, 3}), rest[0], rest[1]), 400);
        error(edit(file("image", image), text("stream", "perhaps"), rest[0], rest[1]), 400);
        error(edit(file("image", image)), 400);
        error(client.send("POST", "/v1/images/edits", "{}"), 400);
        error(
                client.with("Content-Type", "multipart/form-data; boundary=b")
                        .send(
                                "POST",
                                "/v1/images/edits",
                                "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n1"),
                400);
    }

    @Test
    void anImageIsVariedWithoutAPrompt() throws IOException {
        byte[] image = png(64, 72, 255, 255);
        HttpResult reply = vary(file("image", image), text("model", "gpt-image-1"), text("n", "2"), text("user", "u1"));
        assertThat(newest().endUser()).isEqualTo("u1");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(decoded(reply, 1)).isEqualTo(IMAGE);
        assertThat(newest().taskType()).isEqualTo(TaskType.IMG2IMG);
        assertThat(payload(newest()))
                .containsEntry("prompt", "")
                .containsEntry("denoising_strength", 0.6)
                .containsEntry("n_iter", 2)
                .containsEntry("width", 64)
                .containsEntry("height", 72)
                .containsEntry("steps", 12)
                .containsEntry("init_images", List.of(Base64.getEncoder().encodeToString(image)))
                .doesNotContainKey("mask");
    }

    @Test
    void aVariationThatCannotBeMadeIsRejected() throws IOException {
        String image = file("image", png(64, 64, 255, 255));
        String model = text("model", CHECKPOINT);
        assertThat(error(vary(model), 400)).containsEntry("param", "image");
        assertThat(error(vary(image, model, text("stream", "true")), 400)).containsEntry("param", "stream");
        assertThat(error(vary(image, model, text("n", "11")), 400)).containsEntry("param", "n");
        assertThat(error(vary(image, text("model", "gone")), 404)).containsEntry("param", "model");
        error(client.send("POST", "/v1/images/variations", "{}"), 400);
    }

    private static HttpResult edit(String... parts) {
        return form("/v1/images/edits", parts);
    }

    private static HttpResult vary(String... parts) {
        return form("/v1/images/variations", parts);
    }

    private static HttpResult form(String path, String... parts) {
        String body = String.join("", parts) + "--b--\r\n";
        return client.with("Content-Type", "multipart/form-data; boundary=\"b\"")
                .send("POST", path, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String name, byte[] content) {
        return "--b\r\nContent-Disposition: form-data; filename=\"a.png\"; name=\"" + name
                + "\"\r\nContent-Type: image/png\r\n\r\n" + new String(content, StandardCharsets.ISO_8859_1) + "\r\n";
    }

    /** An image whose first and last pixels have these opacities. */
    private static byte[] png(int width, int height, int first, int last) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, first << 24);
        image.setRGB(width - 1, height - 1, last << 24);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    private static HttpResult generate(Map<String, Object> request) {
        return client.send("POST", GENERATIONS, TestJson.write(request));
    }

    /** Asserts the status and the format of the error; returns it. */
    @SuppressWarnings("unchecked") // JSON
    private static Map<String, Object> error(HttpResult reply, int status) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.json()).containsOnlyKeys("error");
        Map<String, Object> error = (Map<String, Object>) reply.at("error");
        assertThat(error).containsOnlyKeys("message", "type", "param", "code");
        assertThat((String) error.get("message")).isNotBlank();
        return error;
    }

    @SuppressWarnings("unchecked") // JSON
    private static List<Map<String, Object>> data(HttpResult reply) {
        return (List<Map<String, Object>>) reply.at("data");
    }

    private static byte[] decoded(HttpResult reply, int image) {
        return Base64.getDecoder().decode((String) reply.at("data." + image + ".b64_json"));
    }

    private static InferenceJob newest() {
        return server.atelier
                .jobs
                .find(server.atelier
                        .backend
                        .running()
                        .get(server.atelier.backend.running().size() - 1))
                .orElseThrow();
    }

    private static Map<String, Object> payload(InferenceJob job) {
        try {
            return TestJson.object(server.atelier.read(job.payload()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<InferenceOutcome.Image> images(Map<String, Object> payload) {
        return IntStream.range(0, (int) payload.get("n_iter"))
                .<InferenceOutcome.Image>mapToObj(i -> new SampleImage(IMAGE))
                .toList();
    }
}
