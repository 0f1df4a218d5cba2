package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of a prompt, for clients of WebUI. */
class TextToImageTest {

    private static SdapiServer server;
    private static Http ann;

    @BeforeAll
    static void start() {
        server = new SdapiServer(Map.of());
        ann = server.ann();
        server.offer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void succeed() {
        server.succeed();
    }

    @Test
    void theAnswerIsTheNodesOwn() {
        HttpResult reply = generate(Map.of("prompt", "a cat", "n_iter", 3, "save_images", true));

        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.object()).containsOnlyKeys("images", "parameters", "info");
        List<?> images = (List<?>) reply.at("images");
        assertThat(images).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(Base64.getDecoder().decode((String) images.get(i))).isEqualTo(SdapiServer.image(i));
        }
        assertThat(reply.at("info")).isEqualTo(SdapiServer.INFO);
        assertThat(reply.at("parameters.prompt")).isEqualTo("as the node read it");
        assertThat(reply.at("parameters.save_images")).isEqualTo(true);
        assertThat(reply.at("parameters.batch_size")).isEqualTo(1);
    }

    @Test
    void theJobIsTheUsersAndRealTimeAndListedAsAnyOther() {
        generate(Map.of("prompt", "a cat"));
        assertThat(server.newest().user().value()).isEqualTo("ann");
        assertThat(server.newest().inferenceType()).isEqualTo(InferenceType.REAL_TIME);
        assertThat(server.rest
                        .http()
                        .get("/inferences/" + server.newest().id())
                        .is(200)
                        .at("data.status"))
                .isEqualTo("succeed");
    }

    @Test
    void imagesAreLeftOutWhereTheyAreNotWanted() {
        HttpResult reply = generate(Map.of("prompt", "a cat", "send_images", false));
        assertThat(reply.at("images")).isEqualTo(List.of());
        assertThat(reply.at("info")).isEqualTo(SdapiServer.INFO);
        assertThat(server.newest().images()).hasSize(1);
    }

    @Test
    void bodiesAreReadAsClientsWriteThem() {
        Map<String, Object> request = new HashMap<>(Map.ofEntries(
                Map.entry("prompt", "a cat"),
                Map.entry("seed", "4294967295"),
                Map.entry("subseed", " 7 "),
                Map.entry("steps", 12.5),
                Map.entry("width", "512"),
                Map.entry("cfg_scale", "7.5"),
                Map.entry("hr_scale", "1.0"),
                Map.entry("hr_upscaler", "no such one"),
                Map.entry("hr_second_pass_steps", 12.5),
                Map.entry("enable_hr", false),
                Map.entry("restore_faces", "True"),
                Map.entry("s_tmax", 1e308),
                Map.entry("styles", List.of("None", "unknown")),
                Map.entry("sampler_index", "euler A"),
                Map.entry("scheduler", "SGM uniform"),
                Map.entry("script_name", "None"),
                Map.entry("script_args", List.of("C:\\secret")),
                Map.entry("alwayson_scripts", Map.of("never heard of", Map.of("args", List.of(false)))),
                Map.entry("url", "http://127.0.0.1:7860"),
                Map.entry("auth", "user:password"),
                Map.entry("model", "/etc/passwd"),
                Map.entry("force_task_id", "mine")));
        request.put("denoising_strength", null);
        HttpResult reply = generate(request);

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        Map<String, Object> payload = server.payload(server.newest());
        assertThat(payload)
                .containsEntry("seed", 4294967295L)
                .containsEntry("subseed", 7)
                .containsEntry("steps", 12)
                .containsEntry("width", 512)
                .containsEntry("restore_faces", true)
                .containsEntry("sampler_name", "euler A")
                .containsEntry("scheduler", "SGM uniform");
        assertThat(((Number) payload.get("cfg_scale")).doubleValue()).isEqualTo(7.5);
        assertThat(((Number) payload.get("s_tmax")).doubleValue()).isEqualTo(1e308);
        assertThat(payload)
                .containsOnlyKeys(
                        "prompt",
                        "seed",
                        "subseed",
                        "steps",
                        "width",
                        "cfg_scale",
                        "restore_faces",
                        "s_tmax",
                        "sampler_name",
                        "scheduler",
                        "alwayson_scripts");
        assertThat(reply.text()).doesNotContain("password");
    }

    @Test
    void pythonsNumbersThatAreNoneCountAsMissing() {
        HttpResult reply = ann.send(
                "POST", "/sdapi/v1/txt2img", "{\"prompt\": \"x\", \"s_tmax\": Infinity, \"eta\": NaN, \"seed\": 7.0}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(server.payload(server.newest())).isEqualTo(Map.of("prompt", "x", "seed", 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"prompt\": null}", "{}", ""})
    void aPromptMayBeMissing(String body) {
        HttpResult reply = ann.send("POST", "/sdapi/v1/txt2img", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(server.payload(server.newest())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps | \"many\" | steps",
                "seed | [1] | seed",
                "cfg_scale | {} | cfg_scale",
                "tiling | \"perhaps\" | tiling",
                "prompt | [\"x\"] | prompt",
                "width | 1e30 | width",
                "override_settings | [1] | override_settings"
            })
    void aFieldThatCannotBeReadIsNamedAsWebUiDoes(String field, String value, String named) {
        HttpResult reply = ann.send("POST", "/sdapi/v1/txt2img", "{\"" + field + "\": " + value + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.at("detail.0.loc")).isEqualTo(List.of("body", named));
        assertThat((String) reply.at("detail.0.msg")).isNotBlank();
        assertThat((String) reply.at("detail.0.type")).startsWith("type_error.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"override_settings\": {\"outdir_samples\": \"x\"}}",
                "{\"script_name\": \"x\"}",
                "{\"alwayson_scripts\": {\"x\": {\"args\": [true, 1]}}}"
            })
    void whatCannotBeDoneIsAlsoA422WithASentence(String body) {
        HttpResult reply = ann.send("POST", "/sdapi/v1/txt2img", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.at("detail.0.loc")).isEqualTo(List.of("body"));
        assertThat((String) reply.at("message")).isEqualTo(reply.at("detail.0.msg"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Euler a", "euler_a", "k_euler_a", "DPM++ 2M", "dpm++ 2m Karras", "DPM++ 2M SGM Uniform"})
    void samplersThatANodeHasAreTakenInAnySpelling(String sampler) {
        assertThat(generate(Map.of("sampler_name", sampler)).status()).isEqualTo(200);
        assertThat(server.payload(server.newest())).containsEntry("sampler_name", sampler);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Euler", "DPM++ 2M Turbo", "x"})
    void othersAreAnsweredSoThatClientsChooseAnother(String sampler) {
        HttpResult reply = generate(Map.of("sampler_name", sampler));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.at("detail")).isEqualTo("Sampler not found");
        assertThat(reply.at("error")).isEqualTo("HTTPException");
    }

    @Test
    void aSamplerThatOnlyTheNodeItselfKnowsToLackIsAnsweredTheSame() {
        fail("The node has no sampler \"x\"; it has Euler");
        HttpResult reply = generate(Map.of("prompt", "x"));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.at("detail")).isEqualTo("Sampler not found");
    }

    @Test
    void anUnknownSchedulerIsIgnored() {
        assertThat(generate(Map.of("scheduler", "x")).status()).isEqualTo(200);
        assertThat(server.payload(server.newest())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"boom, RuntimeError", "CUDA out of memory, OutOfMemoryError"})
    void aFailedJobSaysWhyAsWebUiDoes(String reason, String type) {
        fail(reason);
        HttpResult reply = generate(Map.of("prompt", "x"));
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.json())
                .isEqualTo(Map.of("error", type, "detail", "", "body", "", "errors", reason, "message", reason));
    }

    @Test
    void aFullQueueIsUnavailableForAWhile() {
        server.rest.atelier.backend.reject(new CapacityExceededException("the queue is full"));
        HttpResult reply = generate(Map.of("prompt", "x"));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
        assertThat(reply.json()).containsEntry("errors", "the queue is full").containsEntry("detail", "");
    }

    @Test
    void aUserNeedsAPermissionAndAnEndpoint() {
        server.rest.addUserHolding("nothing");
        HttpResult denied = server.generate(server.with("nothing", RestServer.KEY), Map.of());
        assertThat(denied.status()).isEqualTo(403);
        assertThat((String) denied.at("detail")).contains("inference:create");
        server.rest.addUserHolding("elsewhere", "inference:create", "checkpoint:list");
        HttpResult without = server.generate(server.with("elsewhere", RestServer.KEY), Map.of());
        assertThat((String) without.at("message")).contains("no available Real-time endpoints");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "{}"})
    void anInfoThatIsMissingIsMadeUpForClientsThatParseIt(String info) {
        server.rest.atelier.backend.answer(job -> Optional.of(
                new InferenceOutcome.Succeeded(List.of(new SdapiServer.Image(SdapiServer.image(0))), "null", info)));
        HttpResult reply = generate(Map.of("prompt", "a cat", "seed", 5));
        if (!info.equals("{}")) {
            Map<String, Object> parsed = TestJson.object((String) reply.at("info"));
            assertThat(parsed)
                    .containsEntry("prompt", "a cat")
                    .containsEntry("all_prompts", List.of("a cat"))
                    .containsEntry("all_seeds", List.of(5))
                    .containsKeys(
                            "negative_prompt",
                            "seed",
                            "subseed",
                            "width",
                            "height",
                            "all_negative_prompts",
                            "all_subseeds",
                            "infotexts");
        }
        assertThat(reply.at("info")).isInstanceOf(String.class).isNotEqualTo("");
        assertThat(reply.at("parameters.prompt")).isEqualTo("a cat");
    }

    private static void fail(String reason) {
        server.rest.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Failed(reason)));
    }

    private static HttpResult generate(Map<String, Object> request) {
        return server.generate(ann, request);
    }
}
