package dev.atelier.rest.inference.v2023;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestImages;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunInferenceTest {

    private static final String RUN = "/inference-api/inference";
    private static final String ENDPOINT = "infer-endpoint-cb821ea";
    private static final String CHECKPOINT = "v1-5-pruned-emaonly.safetensors";
    private static final String LORA = "raidenshogun1-000009.safetensors";

    /** The document's example. */
    private static final String EXAMPLE = """
            {"task_type": "txt2img", "models": {"Stable-diffusion": ["v1-5-pruned-emaonly.safetensors"]},
             "sagemaker_endpoint_name": "infer-endpoint-cb821ea", "prompt": "a cute panda", "denoising_strength": 0.75}""";

    private RestServer server;
    private Http client;

    @BeforeEach
    void start() {
        server = RestServer.start();
        client = server.keyOnly();
        server.atelier.add(TestEndpoints.endpoint().name(ENDPOINT));
        server.atelier.add(TestCheckpoints.checkpoint().files(CHECKPOINT));
        server.atelier.add(
                TestCheckpoints.checkpoint().type(CheckpointType.LORA).files(LORA));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theExampleStartsAJobAndIsAnsweredAsDocumented() {
        HttpResult reply = client.send("POST", RUN, EXAMPLE);

        InferenceJob job = job(reply);
        assertThat(reply.object())
                .containsOnly(
                        Map.entry("inference_id", job.id().toString()),
                        Map.entry("status", "inprogress"),
                        Map.entry("endpoint_name", ENDPOINT),
                        Map.entry("output_path", "s3://atelier/out/" + job.id() + "/result"));
        assertThat(job.taskType()).isEqualTo(TaskType.TXT2IMG);
        assertThat(job.user()).hasToString("api");
        assertThat(server.atelier.backend.running()).containsExactly(job.id());
    }

    @Test
    void whatTheRequestDoesNotSayTakesTheDocumentedDefault() throws Exception {
        Map<String, Object> documented = documentedDefaults();
        documented.keySet().removeAll(List.of("sagemaker_endpoint_name", "task_type", "models", "alwayson_scripts"));
        documented.values().removeIf(Objects::isNull);
        documented.put("prompt", "a cute panda");
        documented.put("denoising_strength", 0.75);

        assertThat(payload(client.send("POST", RUN, EXAMPLE))).isEqualTo(documented);
    }

    @Test
    void allOfTheDocumentedDefaultsCanBeSentAsTheyStand() throws Exception {
        Map<String, Object> request = documentedDefaults();
        request.put("sagemaker_endpoint_name", ENDPOINT);
        HttpResult reply = client.send("POST", RUN, TestJson.write(request));

        Map<String, Object> payload = payload(reply);
        assertThat(payload).containsEntry("steps", 28).containsEntry("prompt", "");
        assertThat(payload.get("alwayson_scripts"))
                .isEqualTo(documentedDefaults().get("alwayson_scripts"));
        assertThat(job(reply).models()).extracting(ModelReference::name).containsExactly(CHECKPOINT, LORA);
    }

    @Test
    void whatTheRequestSaysWinsWhole() throws Exception {
        server.atelier.add(
                TestCheckpoints.checkpoint().type(CheckpointType.CONTROL_NET).files("sd15_canny.pth"));
        String scripts =
                "{\"controlnet\":{\"args\":[{\"enabled\":true,\"module\":\"canny\",\"model\":\"sd15_canny\",\"image\":\"iVBORw0KGgoAAAANSUhEUg==\"}]}}";
        HttpResult reply = client.send(
                "POST",
                RUN,
                with("\"steps\": 3, \"override_settings\": {\"CLIP_stop_at_last_layers\": 2}, \"cfg_scale\": NaN,"
                        + " \"unknown\": [1.50, null, true], \"alwayson_scripts\": " + scripts));

        assertThat(server.atelier.read(job(reply).payload()))
                .contains("\"steps\":3,", "\"cfg_scale\":NaN,", "\"alwayson_scripts\":" + scripts)
                .contains("\"override_settings\":{\"CLIP_stop_at_last_layers\":2}")
                .containsPattern("\"unknown\":\\[1\\.50?,null,true]")
                .contains("\"width\":512");
    }

    @Test
    void aSamplerInTheOldFieldIsNotOverruledByTheDefaultInTheNewOne() throws Exception {
        assertThat(payload(client.send("POST", RUN, with("\"sampler_index\": \"DDIM\""))))
                .containsEntry("sampler_index", "DDIM")
                .doesNotContainKey("sampler_name");
        assertThat(payload(client.send("POST", RUN, with("\"sampler_name\": \"DDIM\""))))
                .containsEntry("sampler_name", "DDIM");
    }

    @Test
    void anImageIsGeneratedOverWithWhatWebUiTakesForThat() throws Exception {
        HttpResult reply = client.send(
                "POST",
                RUN,
                with("\"init_images\": [\"iVBORw0KGgoAAAANSUhEUg==\"], \"mask\": \"/9j/4AAQSkZJRgABAQ==\"")
                        .replace("txt2img", "img2img"));

        assertThat(job(reply).taskType()).isEqualTo(TaskType.IMG2IMG);
        assertThat(payload(reply))
                .containsEntry("init_images", List.of("iVBORw0KGgoAAAANSUhEUg=="))
                .containsEntry("mask", "/9j/4AAQSkZJRgABAQ==")
                .containsEntry("steps", 28);
    }

    @Test
    void whatDoesNotGenerateNeedsNeitherPromptNorModelNorDefaults() throws Exception {
        HttpResult reply = client.send(
                "POST",
                RUN,
                "{\"sagemaker_endpoint_name\": \"" + ENDPOINT
                        + "\", \"task_type\": \"rembg\", \"input_image\": \"aGk=\"}");

        assertThat(server.atelier.read(job(reply).payload())).isEqualTo("{\"input_image\":\"aGk=\"}");
    }

    @Test
    void theEndpointMayBeSpelledAsInTheScenario() {
        client.send("POST", RUN, EXAMPLE.replace("sagemaker_endpoint_name", "sagemaker_endpoint"))
                .value(200);
    }

    @Test
    void aRealTimeEndpointIsNotAwaited() {
        server.atelier.add(TestEndpoints.endpoint().name("real-time").realTime());
        HttpResult reply = client.send("POST", RUN, EXAMPLE.replace(ENDPOINT, "real-time"));

        assertThat(reply.at("status")).isEqualTo("inprogress");
        assertThat(server.atelier.backend.running()).containsExactly(job(reply).id());
    }

    @Test
    void aJobThatFailsAtOnceSaysWhy() {
        server.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Failed("out of memory")));
        HttpResult reply = client.send("POST", RUN, EXAMPLE);
        assertThat(reply.at("status")).isEqualTo("failed");
        assertThat(reply.at("error")).isEqualTo("out of memory");
    }

    @Test
    void aJobThatIsDoneAtOnceIsAskedForLikeAnyOther() {
        server.atelier.backend.answer(job -> Optional.of(TestImages.success("image")));
        assertThat(client.send("POST", RUN, EXAMPLE).at("status")).isEqualTo("inprogress");
    }

    @Test
    void whatComputeRejectsLeavesNothing() {
        server.atelier.backend.reject(new CapacityExceededException("1000 jobs wait already"));
        client.send("POST", RUN, EXAMPLE).rejects2023(429);
        server.atelier.backend.reject(new InvalidRequestException("no node has that model"));
        client.send("POST", RUN, EXAMPLE).rejects2023(400);
        assertNothingCreated();
    }

    @ParameterizedTest
    @CsvSource({
        "sagemaker_endpoint_name, sagemaker_endpoint_name",
        "task_type, task_type",
        "prompt, prompt",
        "models, models",
        "Stable-diffusion, models.Stable-diffusion"
    })
    void whatIsMandatoryIsNamedWhenItIsMissing(String property, String missing) {
        String body = EXAMPLE.replace("\"" + property + "\"", "\"other\"");
        assertThat(client.send("POST", RUN, body).rejects2023(400).at("error"))
                .isEqualTo("object has missing required properties ([\"" + missing + "\"])");
        assertNothingCreated();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"infer-endpoint-cb821ea\" | \"infer-endpoint-0000000\"",
                "\"infer-endpoint-cb821ea\" | \"a/b\"",
                "\"infer-endpoint-cb821ea\" | 7",
                "\"a cute panda\" | 7",
                "\"txt2img\" | \"txt2video\"",
                "\"txt2img\" | \"interrogate_clip\"",
                "[\"v1-5-pruned-emaonly.safetensors\"] | \"v1-5-pruned-emaonly.safetensors\"",
                "[\"v1-5-pruned-emaonly.safetensors\"] | []",
                "[\"v1-5-pruned-emaonly.safetensors\"] | [\"unknown.safetensors\"]",
                "\"Stable-diffusion\" | \"Lora\": [\"unknown.safetensors\"], \"Stable-diffusion\"",
                "\"Stable-diffusion\" | \"Model\": [\"x\"], \"Stable-diffusion\"",
                "0.75} | 0.75"
            })
    void whatMakesNoSenseIsRejectedAndNothingIsCreated(String part, String instead) {
        String body = EXAMPLE.replace(part, instead);
        assertThat(body).isNotEqualTo(EXAMPLE);
        HttpResult reply = client.send("POST", RUN, body).rejects2023(400);
        assertThat((String) reply.at("error")).hasSizeLessThan(300);
        assertNothingCreated();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "null"})
    void aBodyThatIsNoRequestIsRejected(String body) {
        client.send("POST", RUN, body).rejects2023(400);
    }

    @Test
    void anEndpointThatDoesNotServeYetIsRejected() {
        server.atelier.add(TestEndpoints.endpoint().name("new").status(EndpointStatus.CREATING));
        assertThat((String) client.send("POST", RUN, EXAMPLE.replace(ENDPOINT, "new"))
                        .rejects2023(400)
                        .at("error"))
                .contains("is Creating");
    }

    @Test
    void aPayloadHasABound() {
        HttpResult reply = client.send("POST", RUN, with("\"init_images\": [\"" + "x".repeat(100_000) + "\"]"))
                .rejects2023(413);
        assertThat((String) reply.at("error")).contains("100000");
        assertNothingCreated();
    }

    @Test
    void whoLacksThePermissionCreatesNothing() {
        server.addUserHolding("viewer", "inference:list");
        client.as("viewer").send("POST", RUN, EXAMPLE).rejects2023(403);
        assertNothingCreated();
    }

    private static String with(String members) {
        return EXAMPLE.substring(0, EXAMPLE.length() - 1) + ", " + members + "}";
    }

    private InferenceJob job(HttpResult reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return server.atelier
                .jobs
                .find(InferenceJobId.parse((String) reply.at("inference_id")).orElseThrow())
                .orElseThrow();
    }

    private Map<String, Object> payload(HttpResult reply) throws IOException {
        return TestJson.object(server.atelier.read(job(reply).payload()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> documentedDefaults() throws IOException {
        try (InputStream json = RunInferenceTest.class.getResourceAsStream("documented-defaults.json")) {
            return new HashMap<>((Map<String, Object>) TestJson.read(json.readAllBytes()));
        }
    }

    private void assertNothingCreated() {
        assertThat(client.get("/inference/list-inference-jobs").text()).isEqualTo("[]");
        assertThat(server.atelier.store.files()).isEmpty();
        assertThat(server.atelier.backend.running()).isEmpty();
    }
}
