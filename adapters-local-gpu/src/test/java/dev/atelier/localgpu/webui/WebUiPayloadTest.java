package dev.atelier.localgpu.webui;

import static dev.atelier.domain.checkpoint.CheckpointType.CONTROL_NET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.webui.payload.PayloadSource;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUiPayloadTest {

    private static final String PNG = Base64.getEncoder()
            .encodeToString(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'});

    private WebUiClientFixture fixture;

    @BeforeEach
    void begin(@TempDir Path tempDir) {
        fixture = new WebUiClientFixture(tempDir);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private void assertRejected(String payload, String... words) {
        NodeException failure = fixture.failure(payload);
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(NodeException.Kind.REJECTED);
        assertThat(failure).hasMessageContainingAll(words);
        assertThat(fixture.node.generations()).isZero();
    }

    private static String units(String units) {
        return "{\"alwayson_scripts\": {\"ControlNet\": {\"args\": [" + units + "]}}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "{\"prompt\": \"cut", "[1, 2]", "null", "{} and more"})
    void nonObjectsAreRejected(String payload) {
        assertRejected(payload, "payload");
    }

    @Test
    void whatIsNotUtf8IsRejected() {
        byte[] payload = "{\"steps\": 1}".getBytes(StandardCharsets.UTF_16);
        PayloadSource source = () -> new ByteArrayInputStream(payload);

        assertThat(WebUiClientFixture.failure(fixture.webUiClient.generate(fixture.order(TaskType.TXT2IMG, source))))
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void endlessNestingIsRejected() {
        assertRejected("{\"a\": " + "[".repeat(100_000), "payload");
    }

    @Test
    void tooMuchBesidesImagesIsRejected() {
        assertRejected("{\"a\": [" + "0,".repeat(2_200_000) + "0]}", "besides its images");
    }

    @Test
    void aPayloadThatCannotBeReadIsNotTheClientsFault() {
        PayloadSource broken = () -> {
            throw new IOException("the disk is gone");
        };

        NodeException failure =
                WebUiClientFixture.failure(fixture.webUiClient.generate(fixture.order(TaskType.TXT2IMG, broken)));

        assertThat(failure.kind()).isEqualTo(NodeException.Kind.LOCAL);
        assertThat(failure).hasRootCauseMessage("the disk is gone");
    }

    @Test
    void numbersThatOnlyPythonWritesAreLeftOut() {
        fixture.generate("{\"s_tmax\": Infinity, \"s_tmin\": -Infinity, \"steps\": 20, \"list\": [1, NaN, 1e999]}")
                .close();

        JsonNode sent = fixture.sent("txt2img");
        assertThat(sent.has("s_tmax")).isFalse();
        assertThat(sent.has("s_tmin")).isFalse();
        assertThat(sent.path("steps").asInt()).isEqualTo(20);
        assertThat(sent.path("list")).isEqualTo(WebUiClientFixture.json("[1, null, null]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "outdir_samples",
                "outdir_txt2img_samples",
                "save_init_img",
                "samples_filename_pattern",
                "temp_dir",
                "api_enable_requests",
                "sd_checkpoints_limit",
                "sd_checkpoint_hash",
                "control_net_models_path",
                "control_net_unit_count",
                "disabled_extensions",
                "realesrgan_models_path"
            })
    void settingsThatReachBeyondTheJobAreRejected(String key) {
        assertRejected(
                "{\"override_settings\": {\"" + key + "\": 1, \"eta_noise_seed_delta\": 3}}",
                key,
                "allowed are",
                "CLIP_stop_at_last_layers");
    }

    @Test
    void settingsOfTheJobReachTheNode() {
        fixture.generate("{\"override_settings\": {\"eta_noise_seed_delta\": 3}}")
                .close();

        assertThat(fixture.sent("txt2img")
                        .at("/override_settings/eta_noise_seed_delta")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void settingsWithoutEffectDoNotReachTheNode() {
        fixture.generate("{\"override_settings\": {\"filter_nsfw\": true, \"eta_ddim\": 1}}")
                .close();

        assertThat(fixture.sent("txt2img").path("override_settings").has("filter_nsfw"))
                .isFalse();
        assertThat(fixture.sent("txt2img").at("/override_settings/eta_ddim").asInt())
                .isEqualTo(1);
    }

    @Test
    void imagesMayBeAskedForInFormatsThatCanBeStored() {
        fixture.generate("{\"override_settings\": {\"samples_format\": \"webp\"}}")
                .close();
        assertThat(fixture.sent("txt2img")
                        .at("/override_settings/samples_format")
                        .asText())
                .isEqualTo("webp");
    }

    @Test
    void imagesInFormatsThatCannotBeStoredAreRejected() {
        assertRejected("{\"override_settings\": {\"samples_format\": \"bmp\"}}", "samples_format", "png", "webp");
    }

    @Test
    void overrideSettingsThatAreNoObjectAreRejected() {
        assertRejected("{\"override_settings\": []}", "override_settings should be an object");
    }

    @Test
    void scriptsWhoseArgumentsGoByPositionAreRejected() {
        assertRejected("{\"script_name\": \"X/Y/Z plot\", \"script_args\": [1]}", "script_name", "empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254/", "https://example.org/a.png", " HTTP://host/"})
    void urlsInPlaceOfImagesAreRejected(String url) {
        assertRejected("{\"init_images\": [\"" + url + "\"]}", "init_images", "URL", "base64");
        assertRejected("{\"mask\": \"" + url + "\"}", "mask", "URL");
        assertThat(fixture.failure(
                                TaskType.EXTRA_BATCH_IMAGES,
                                "{\"imageList\": [{\"data\": \"" + url + "\", \"name\": \"a\"}]}")
                        .kind())
                .isEqualTo(NodeException.Kind.REJECTED);
    }

    @Test
    void aUrlCannotHideInItsLengthOrInEscapes() {
        String tail = "x".repeat(20_000);

        assertRejected("{\"init_images\": [\"http://host/" + tail + "\"]}", "URL");
        assertRejected("{\"init_images\": [\"\\u0068ttp:\\/\\/host/" + tail + "\"]}", "URL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "/etc/ssl/private/keys",
                "models/x.png",
                "http://host/a.png",
                "AAAABBBBCCCCDDDDEEEEFFFF"
            })
    void controlNetImagesThatAreNoImagesAreRejected(String value) {
        for (String field : new String[] {"image", "input_image", "mask", "mask_image"}) {
            assertRejected(units("{\"" + field + "\": \"" + value + "\"}"), field, "base64");
        }
        assertRejected(units("{\"image\": {\"image\": \"" + PNG + "\", \"mask\": \"" + value + "\"}}"), "base64");
    }

    @Test
    void longControlNetImagesAreCheckedToo() {
        String noImage = Base64.getEncoder().encodeToString(new byte[30_000]);

        assertRejected(units("{\"image\": \"" + noImage + "\"}"), "image", "base64");
    }

    @Test
    void whatTheNodeWouldRunOrReadFromItsDiskIsRejected() {
        assertRejected(units("{\"ipadapter_input\": [\"gASVCwAAAA==\"]}"), "ipadapter_input");
        assertRejected(units("{\"batch_images\": \"/data\"}"), "batch_images");
        assertRejected(units("{\"output_dir\": \"/data\"}"), "output_dir");
        assertRejected(units("\"/etc/passwd\""), "not an object");
        assertRejected("{\"alwayson_scripts\": {\"controlnet\": {\"args\": {\"0\": {}}}}}", "list");
    }

    @Test
    void controlNetUnitsAreEnabledAndHaveTheNodesTitleOfTheModel() {
        fixture.node.has(CONTROL_NET, "control_canny.pth", "control_depth.pth");

        fixture.generate(units("{\"image\": \"data:image/png;base64," + PNG + "\", \"model\": \"control_depth.pth\"},"
                        + "{\"image\": \"" + PNG + "\", \"model\": \"None\", \"batch_images\": \"\"},"
                        + "{\"enabled\": false, \"model\": \"unknown\"}"))
                .close();

        JsonNode args = fixture.sent("txt2img").at("/alwayson_scripts/ControlNet/args");
        assertThat(args).hasSize(2);
        assertThat(args.get(0).path("enabled").asBoolean()).isTrue();
        assertThat(args.get(0).path("model").asText()).matches("control_depth \\[[0-9a-f]{8}]");
        assertThat(args.get(1).path("model").asText()).isEqualTo("None");
    }

    @Test
    void aMissingControlNetModelIsRejected() {
        fixture.node.has(CONTROL_NET, "control_canny.pth");

        NodeException failure = fixture.failure(units("{\"model\": \"control_pose\"}"));

        assertThat(failure.kind()).isEqualTo(NodeException.Kind.MODEL_MISSING);
        assertThat(failure).hasMessageContaining("control_pose");
    }

    @Test
    void unitsBeyondTheNodesMaximumAreRejected() {
        fixture.node.has(CONTROL_NET, "control_canny.pth");

        assertRejected(units("{}, {}, {}, {}"), "4 ControlNet units", "supports 3");
    }

    @Test
    void thePayloadOfDefaultsRunsOnANodeWithoutExtensions() {
        fixture.generate("""
                        {"alwayson_scripts": {"controlnet": {"args": [{"enabled": false, "module": "none",
                          "model": "None", "image": null, "batch_images": "", "output_dir": ""}]},
                          "extra options": {"args": []}}}
                        """).close();

        assertThat(fixture.sent("txt2img").path("alwayson_scripts")).isEmpty();
    }

    @Test
    void disabledScriptsAreRemoved() {
        fixture.generate("""
                        {"alwayson_scripts": {"tiled diffusion": {"args": [false, "MultiDiffusion"]},
                          "Some Script": {"args": [false, "a/b", {"c": "d"}]}, "roop": {"args": ["a", false]}}}
                        """).close();

        assertThat(fixture.sent("txt2img").path("alwayson_scripts")).isEmpty();
    }

    @Test
    void scriptsThatAreNotListedAndFilesOfTheNodeAreRejected() {
        assertRejected("{\"alwayson_scripts\": {\"Some Script\": {\"args\": [true]}}}", "Some Script", "adetailer");
        assertRejected(
                "{\"alwayson_scripts\": {\"AnimateDiff\": {\"args\": [{\"enable\": true, \"video_path\": \"a\"}]}}}",
                "video_path");
        assertRejected("{\"prompt\": \"a cat <sd_cpp_extra_args>{}</sd_cpp_extra_args>\"}", "sd_cpp_extra_args");
    }

    @ParameterizedTest
    @CsvSource({
        "WEBUI_1_8, DPM++ 2M, Karras, DPM++ 2M Karras, Karras",
        "WEBUI_1_8, DPM++ 2M, karras, DPM++ 2M Karras, karras",
        "WEBUI_1_8, Euler, Automatic, Euler, Automatic",
        "WEBUI_1_8, DPM++ 2M Karras, Karras, DPM++ 2M Karras, Karras",
        "WEBUI_1_9, DPM++ 2M Karras, , DPM++ 2M, Karras",
        "WEBUI_1_9, DPM++ 2M, Karras, DPM++ 2M, Karras",
        "WEBUI_1_9, Euler a, , Euler a, ",
    })
    void samplerAndSchedulerAreNamedAsTheNodeNamesThem(
            ServerProfile serverProfile, String sampler, String scheduler, String sentSampler, String sentScheduler) {
        fixture.node.speaks(serverProfile);

        fixture.generate("{\"sampler_name\": \"" + sampler + "\""
                        + (scheduler == null ? "" : ", \"scheduler\": \"" + scheduler + "\"") + "}")
                .close();

        JsonNode sent = fixture.sent("txt2img");
        assertThat(sent.path("sampler_name").asText()).isEqualTo(sentSampler);
        assertThat(sent.path("scheduler").asText()).isEqualTo(sentScheduler == null ? "" : sentScheduler);
    }

    @Test
    void theOldNameOfTheSamplersFieldIsUnderstood() {
        fixture.node.speaks(ServerProfile.WEBUI_1_9);

        fixture.generate("{\"sampler_index\": \"DPM++ 2M Karras\"}").close();

        assertThat(fixture.sent("txt2img").path("sampler_name").asText()).isEqualTo("DPM++ 2M");
    }
}
