package dev.atelier.localgpu.webui;

import static dev.atelier.domain.checkpoint.CheckpointType.CONTROL_NET;
import static dev.atelier.domain.checkpoint.CheckpointType.LORA;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static dev.atelier.localgpu.webui.wire.NodeException.Kind.MODEL_MISSING;
import static dev.atelier.localgpu.webui.wire.NodeException.Kind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that speak a part of the API and succeed without what they do not know. */
class WebUiPartialServerTest {

    private static final String UNIT = "{\"args\": [{\"enabled\": true, \"image\": \""
            + InputFiles.base64(InputFiles.png(3 << 10, 1)) + "\", \"model\": \"None\"}]}";

    private WebUiClientFixture fixture;

    @BeforeEach
    void begin(@TempDir Path tempDir) {
        fixture = new WebUiClientFixture(tempDir);
        fixture.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP).has(STABLE_DIFFUSION, "sd15.safetensors");
        fixture.with(STABLE_DIFFUSION, "sd15.safetensors");
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private JsonNode sent(String payload) {
        fixture.generate(payload).close();
        return fixture.sent("txt2img");
    }

    private JsonNode sentImage(byte[] image) {
        fixture.generate(TaskType.IMG2IMG, "{\"init_images\": [\"" + InputFiles.base64(image) + "\"]}")
                .close();
        return fixture.sent("img2img").at("/init_images/0");
    }

    private void assertFails(NodeException.Kind kind, TaskType task, String payload, String... words) {
        NodeException failure = fixture.failure(task, payload);
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure).hasMessageContainingAll(words);
        assertThat(fixture.node.generations()).isZero();
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void nullsAreLeftOut() {
        JsonNode sent = sent("{\"prompt\": \"p\", \"styles\": null, \"seed\": null, \"sampler_name\": null,"
                + " \"override_settings\": {\"sd_vae\": null}, \"alwayson_scripts\": null}");

        assertThat(sent.properties()).noneMatch(field -> field.getValue().isNull());
        assertThat(sent.path("override_settings").has("sd_vae")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Euler a, Karras, euler_a, karras",
        "euler_A, KARRAS, euler_a, karras",
        "DPM++ 2M, SGM Uniform, dpm++2m, sgm_uniform",
        "LMS, sgmuniform, lms, sgm_uniform",
        "DPM++ 2M Karras, , dpm++2m, karras",
        "DPM++ 2M SGM Uniform, , dpm++2m, sgm_uniform",
        "DPM++ 2M Karras, SGM Uniform, dpm++2m, sgm_uniform",
        "k_euler_a, Automatic, euler_a, ",
        ", Karras, , karras",
    })
    void samplersAndSchedulersAreSpelledAsTheNodeListsThem(
            String sampler, String scheduler, String sentSampler, String sentScheduler) {
        JsonNode sent = sent("{" + (sampler == null ? "" : "\"sampler_name\": \"" + sampler + "\", ")
                + (scheduler == null ? "" : "\"scheduler\": \"" + scheduler + "\", ") + "\"prompt\": \"p\"}");

        assertThat(sent.path("sampler_name").asText(null)).isEqualTo(sentSampler);
        assertThat(sent.path("scheduler").asText(null)).isEqualTo(sentScheduler);
    }

    @Test
    void samplersAndSchedulersThatTheNodeDoesNotListAreRefused() {
        assertFails(REJECTED, TaskType.TXT2IMG, "{\"sampler_name\": \"UniPC\"}", "no sampler \"UniPC\"", "euler_a");
        assertFails(REJECTED, TaskType.TXT2IMG, "{\"scheduler\": \"Polyexponential\"}", "no scheduler", "sgm_uniform");
    }

    @ParameterizedTest
    @ValueSource(strings = {"controlnet", "ControlNet", "animatediff", "refiner"})
    void switchedOnScriptsAreForOtherNodes(String title) {
        String args = title.equalsIgnoreCase("controlnet") ? UNIT : "{\"args\": [true]}";
        args = title.equals("animatediff") ? "{\"args\": [{\"enable\": true}]}" : args;

        assertFails(
                MODEL_MISSING,
                TaskType.TXT2IMG,
                "{\"alwayson_scripts\": {\"" + title + "\": " + args + "}}",
                "The node has no script \"" + title + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"styles\": [\"a\"]",
                "\"subseed_strength\": 0.1",
                "\"refiner_checkpoint\": \"other\"",
                "\"tiling\": true"
            })
    void whatTheServerWouldLeaveOutIsForOtherNodes(String field) {
        assertFails(MODEL_MISSING, TaskType.TXT2IMG, "{" + field + "}", "does not support " + field.split("\"")[1]);
    }

    /** stable-diffusion.cpp's server caps the one and rounds the other up, while its info says what was asked. */
    @ParameterizedTest
    @CsvSource({"steps, 101, no more than 100 steps", "width, 500, multiples of 64", "height, 500, multiples of 64"})
    void numbersThatTheNodeWouldChangeAreForOtherNodes(String field, int value, String words) {
        assertFails(MODEL_MISSING, TaskType.TXT2IMG, "{\"" + field + "\": " + value + "}", words);
    }

    @Test
    void numbersThatTheNodeKeepsAreSent() {
        JsonNode sent = sent("{\"steps\": 100, \"width\": 448, \"height\": 1024}");

        assertThat(sent.path("steps").asInt()).isEqualTo(100);
        assertThat(sent.path("width").asInt()).isEqualTo(448);
    }

    @Test
    void whatAsksForNothingIsNoHindrance() {
        assertThat(sent("{\"styles\": [], \"subseed_strength\": 0, \"refiner_checkpoint\": \"\", \"tiling\": false,"
                                + " \"override_settings\": {\"CLIP_stop_at_last_layers\": 2}}")
                        .path("clip_skip")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void controlNetIsForNodesThatHaveARouteOrAnEntryForIt() throws NodeException {
        fixture.node.speaks(ServerProfile.WEBUI_1_8);
        assertFails(
                MODEL_MISSING, TaskType.TXT2IMG, "{\"alwayson_scripts\": {\"controlnet\": " + UNIT + "}}", "no script");

        fixture.node.has(CONTROL_NET, "control_canny.pth");
        fixture.webUiClient.models();
        fixture.generate("{\"alwayson_scripts\": {\"controlnet\": " + UNIT + "}}")
                .close();
    }

    @Test
    void loraTagsBecomeEntriesOfTheFieldThatTheNodeTakes() {
        fixture.node.has(LORA, "ink.safetensors", "line.safetensors", "other.safetensors");
        fixture.with(LORA, "other.safetensors");

        JsonNode sent = sent("{\"prompt\": \"a cat <lora:Ink:0.5>, <lora:ink:0.25> drawn<lora:sub/line:unet=0.3>\"}");

        assertThat(sent.path("prompt").asText()).isEqualTo("a cat ,  drawn");
        assertThat(sent.path("lora"))
                .isEqualTo(WebUiClientFixture.json("[{\"path\": \"styles/ink.safetensors\", \"multiplier\": 0.75},"
                        + " {\"path\": \"styles/line.safetensors\", \"multiplier\": 0.3},"
                        + " {\"path\": \"styles/other.safetensors\", \"multiplier\": 1.0}]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ink.safetensors\"",
                "{\"path\": \"ink.safetensors\", \"multiplier\": 1}",
                "[\"ink.safetensors\"]",
                "[{\"multiplier\": 1}]",
                "[{\"path\": \" \"}]",
                "[{\"path\": \"ink.safetensors\", \"multiplier\": \"much\"}]"
            })
    void lorasInAnotherShapeAreRefusedWhateverTheNode(String loras) throws NodeException {
        for (ServerProfile profile : ServerProfile.values()) {
            fixture.node.speaks(profile).has(LORA, "ink.safetensors");
            fixture.webUiClient.models();

            assertFails(REJECTED, TaskType.TXT2IMG, "{\"lora\": " + loras + "}", "lora should be a list of objects");
        }
    }

    @Test
    void aTagWithoutANameIsThatOfNoLora() {
        fixture.node.has(LORA, "ink.safetensors");

        assertFails(MODEL_MISSING, TaskType.TXT2IMG, "{\"prompt\": \"a cat <lora::1>\"}", "no Lora model \"\"");
    }

    @Test
    void lorasThatTheNodeLacksAreForOtherNodes() {
        assertFails(MODEL_MISSING, TaskType.TXT2IMG, "{\"prompt\": \"<lora:ink:1>\"}", "no Lora model \"ink\"");
        assertFails(MODEL_MISSING, TaskType.TXT2IMG, "{\"prompt\": \"<hypernet:old:1>\"}", "no hypernetworks");
        fixture.with(LORA, "ink.safetensors");
        assertFails(MODEL_MISSING, TaskType.TXT2IMG, "{}", "no Lora model \"ink.safetensors\"");
    }

    @Test
    void theFieldForLorasBecomesTagsOnWebUi() {
        fixture.node.speaks(ServerProfile.WEBUI_1_8).has(LORA, "ink.safetensors");

        JsonNode sent =
                sent("{\"prompt\": \"a cat\", \"lora\": [{\"path\": \"ink.safetensors\", \"multiplier\": 0.5}]}");

        assertThat(sent.path("prompt").asText()).isEqualTo("a cat <lora:ink:0.5>");
        assertThat(sent.has("lora")).isFalse();
    }

    @Test
    void imagesThatAreNotRgbAreConverted() {
        assertThat(rgb(sentImage(InputFiles.grey(0x30, "png")))).isEqualTo(0x303030);
        assertThat(rgb(sentImage(InputFiles.plain(BufferedImage.TYPE_INT_ARGB, "png", 0x80FF0000))))
                .isEqualTo(0xFF7F7F);
        assertThat(rgb(sentImage(InputFiles.plain(BufferedImage.TYPE_BYTE_INDEXED, "png", 0xFF00FF00))))
                .isEqualTo(0x00FF00);
        JsonNode jpeg = sentImage(InputFiles.grey(0x60, "jpg"));
        assertThat(rgb(jpeg)).isEqualTo(0x606060);
        assertThat(InputFiles.decoded(jpeg.asText()).getColorModel().getNumComponents())
                .isEqualTo(3);
    }

    private static int rgb(JsonNode base64) {
        return InputFiles.decoded(base64.asText()).getRGB(2, 3) & 0xFFFFFF;
    }

    @Test
    void rgbImagesAreSentAsTheyCome() {
        byte[] png = InputFiles.png(100 << 10, 3);
        byte[] jpeg = InputFiles.plain(BufferedImage.TYPE_INT_RGB, "jpg", 0xFF102030);

        assertThat(sentImage(png).asText()).isEqualTo(InputFiles.base64(png));
        assertThat(sentImage(jpeg).asText()).isEqualTo(InputFiles.base64(jpeg));
    }

    @Test
    void imagesAreSentInBase64WithoutLineBreaksAndPrefix() {
        String png = InputFiles.base64(InputFiles.png(3 << 10, 3));
        String written = "\"data:image/png;base64," + png.replaceAll("(.{76})", "$1\\\\r\\\\n") + "\"";

        fixture.generate(
                        TaskType.IMG2IMG,
                        "{\"init_images\": [" + written + "], \"mask\": " + written + ", \"extra_images\": [" + written
                                + "]}")
                .close();

        JsonNode sent = fixture.sent("img2img");
        for (String image : new String[] {"/init_images/0", "/mask", "/extra_images/0"}) {
            assertThat(sent.at(image).asText()).as(image).isEqualTo(png);
        }
    }

    @Test
    void furtherImagesAreCheckedAndForNodesThatTakeThem() throws NodeException {
        String grey = InputFiles.base64(InputFiles.grey(0x30, "png"));
        String payload = "{\"prompt\": \"p\", \"extra_images\": [\"" + grey + "\"]}";

        assertThat(rgb(sent(payload).at("/extra_images/0"))).isEqualTo(0x303030);
        fixture.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP);
        String cut = payload.replace(grey, grey.substring(0, 60));
        assertThat(fixture.failure(cut)).hasMessageContaining("extra_images: image 1 is incomplete");
        fixture.node.speaks(ServerProfile.WEBUI_1_8);
        fixture.webUiClient.models();
        assertThat(fixture.failure(payload)).hasMessage("The node does not support extra_images");
    }

    @Test
    void webUiGetsEachImageAsItComes() {
        fixture.node.speaks(ServerProfile.WEBUI_1_8);
        for (byte[] image : new byte[][] {InputFiles.grey(9, "png"), InputFiles.grey(9, "jpg"), InputFiles.webp()}) {
            assertThat(sentImage(image).asText()).isEqualTo(InputFiles.base64(image));
        }
    }

    @Test
    void webpIsForNodesThatReadIt() {
        String image = "{\"init_images\": [\"" + InputFiles.base64(InputFiles.webp()) + "\"]}";

        assertFails(MODEL_MISSING, TaskType.IMG2IMG, image, "WEBP", "init_images");
    }

    @Test
    void imagesThatBreakOffAreRefusedWhateverTheNode() throws NodeException {
        for (ServerProfile profile : ServerProfile.values()) {
            fixture.node.speaks(profile);
            fixture.webUiClient.models();
            for (byte[] whole : new byte[][] {
                InputFiles.png(30 << 10, 5), InputFiles.grey(9, "jpg"), InputFiles.grey(9, "png"), InputFiles.webp()
            }) {
                byte[] cut = Arrays.copyOf(whole, whole.length - 3);
                assertFails(
                        REJECTED,
                        TaskType.IMG2IMG,
                        "{\"init_images\": [\"" + InputFiles.base64(cut) + "\"]}",
                        "init_images: image 1 is incomplete");
            }
        }
    }

    @Test
    void damagedImagesAreRefused() {
        byte[] damaged = InputFiles.png(30 << 10, 5);
        damaged[damaged.length / 2] ^= 1;
        String png = InputFiles.base64(InputFiles.png(3 << 10, 5));

        assertFails(
                REJECTED,
                TaskType.IMG2IMG,
                "{\"init_images\": [\"" + InputFiles.base64(damaged) + "\"]}",
                "init_images: image 1 is a damaged PNG");
        assertFails(
                REJECTED,
                TaskType.IMG2IMG,
                "{\"init_images\": [\"" + png + "\"], \"mask\": \"" + png.substring(0, 400) + "\"}",
                "mask is incomplete");
        assertFails(REJECTED, TaskType.IMG2IMG, "{}", "img2img needs init_images");
    }
}
