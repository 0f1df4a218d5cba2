package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.rest.testing.HttpResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the fields and settings of a request are read. */
class RequestFieldsTest extends GenerationHarness {

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
    void anUnknownSchedulerIsIgnored() {
        assertThat(generate(Map.of("scheduler", "x")).status()).isEqualTo(200);
        assertThat(server.payload(server.newest())).isEmpty();
    }

    @Test
    void aBlankCheckpointIsTheChosenOne() {
        server.bob().send("POST", "/sdapi/v1/options", "{\"sd_model_checkpoint\": \"" + SdapiServer.OTHER + "\"}");
        HttpResult reply =
                server.generate(server.bob(), Map.of("override_settings", Map.of("sd_model_checkpoint", " ")));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(server.newest().checkpoint().orElseThrow().name()).isEqualTo(SdapiServer.OTHER);
    }

    @Test
    void anOptionThatIsNullIsNotApplied() {
        server.bob().send("POST", "/sdapi/v1/options", "{\"sd_vae\": null, \"s_churn\": null}");
        assertThat(server.generate(server.bob(), Map.of("prompt", "x")).status())
                .isEqualTo(200);
        assertThat(server.payload(server.newest())).isEqualTo(Map.of("prompt", "x"));
    }

    /** Of these lengths, the search for the hash at a title's end would take minutes. */
    @Test
    @Timeout(60)
    void aNameThatIsTooLongIsAnsweredAtOnceAndShortened() {
        String name = "a" + " ".repeat(200_000) + "b";
        HttpResult reply = generate(Map.of("override_settings", Map.of("sd_model_checkpoint", name)));
        assertThat(reply.status()).isEqualTo(404);
        assertThat((String) reply.at("detail")).hasSizeLessThan(300);
    }
}
