package dev.atelier.localgpu.webui;

import static dev.atelier.domain.checkpoint.CheckpointType.CONTROL_NET;
import static dev.atelier.domain.checkpoint.CheckpointType.LORA;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static dev.atelier.domain.checkpoint.CheckpointType.VAE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebUiGenerationTest {

    private WebUiClientFixture fixture;

    @BeforeEach
    void begin(@TempDir Path tempDir) {
        fixture = new WebUiClientFixture(tempDir);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    @Test
    void imagesCanBeReadUntilTheGeneratingIsClosed() throws Exception {
        try (GenerationResult generationResult =
                fixture.generate("{\"prompt\": \"a cat\", \"seed\": 7, \"n_iter\": 2}")) {
            List<InferenceOutcome.Image> images = generationResult.outcome().images();
            assertThat(images).extracting(InferenceOutcome.Image::format).containsExactly(Format.PNG, Format.PNG);
            assertThat(ImageIO.read(new ByteArrayInputStream(WebUiClientFixture.bytes(images.get(0)))))
                    .isNotNull();
            assertThat(WebUiClientFixture.bytes(images.get(0)))
                    .isEqualTo(WebUiClientFixture.bytes(images.get(0)))
                    .isNotEqualTo(WebUiClientFixture.bytes(images.get(1)));
            assertThat(fixture.leftovers()).hasSize(1);
        }
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void theRequestNamesTheModelsAndKeepsTheNodeAsItWas() {
        fixture.node.has(VAE, "vae-ft-mse.safetensors");
        fixture.with(STABLE_DIFFUSION, WebUiSimulator.SECOND_MODEL).with(VAE, "vae-ft-mse.safetensors");

        fixture.generate("""
                        {"prompt": "a cat", "send_images": false, "save_images": true, "force_task_id": "mine",
                         "override_settings_restore_afterwards": false, "script_name": null, "script_args": [],
                         "override_settings": {"sd_model_checkpoint": "other", "CLIP_stop_at_last_layers": 2}}
                        """).close();

        JsonNode sent = fixture.sent("txt2img");
        assertThat(sent.path("override_settings"))
                .isEqualTo(WebUiClientFixture.json("{\"CLIP_stop_at_last_layers\": 2, \"sd_model_checkpoint\": \""
                        + WebUiSimulator.SECOND_MODEL + "\", \"sd_vae\": \"vae-ft-mse.safetensors\"}"));
        assertThat(sent.path("override_settings_restore_afterwards").asBoolean())
                .isTrue();
        assertThat(sent.path("send_images").asBoolean()).isTrue();
        assertThat(sent.path("save_images").asBoolean(true)).isFalse();
        assertThat(sent.path("do_not_save_samples").asBoolean()).isTrue();
        assertThat(sent.path("do_not_save_grid").asBoolean()).isTrue();
        assertThat(sent.path("force_task_id").asText()).startsWith("task-");
        assertThat(sent.path("prompt").asText()).isEqualTo("a cat");
        assertThat(sent.has("script_args")).isFalse();
        assertThat(fixture.node.loadedModel()).isEqualTo(WebUiSimulator.SECOND_MODEL);
        assertThat(fixture.node.requests("/sdapi/v1/txt2img").get(0).acceptEncoding())
                .isEqualTo("identity");
    }

    @Test
    void theWordsForNoVaeArePassedOn() {
        fixture.withWord(VAE, "Automatic");

        fixture.generate("{\"override_settings\": {\"sd_vae\": \"other\"}}").close();

        assertThat(fixture.sent("txt2img").at("/override_settings/sd_vae").asText())
                .isEqualTo("Automatic");
    }

    @Test
    void modelsAreFoundAgainAfterTheirTitlesChangedWithTheFirstLoad() {
        for (String model :
                List.of(WebUiSimulator.SECOND_MODEL, WebUiSimulator.FIRST_MODEL, WebUiSimulator.SECOND_MODEL)) {
            fixture.with(STABLE_DIFFUSION, model).generate("{}").close();
        }

        assertThat(fixture.node.switches()).isEqualTo(3);
    }

    @Test
    void infoIsExactlyWhatWasAnsweredAndParametersCarryNoImages() {
        String image = Base64.getEncoder().encodeToString(new byte[20_000]);
        try (GenerationResult generationResult = fixture.generate(
                "{\"prompt\": \"ein \\\"Kätzchen\\\"\", \"seed\": 7, \"x\": {\"y\": [\"" + image + "\"]}}")) {
            JsonNode info = WebUiClientFixture.json(generationResult.outcome().info());
            JsonNode parameters =
                    WebUiClientFixture.json(generationResult.outcome().parameters());
            assertThat(info.isTextual()).isTrue();
            assertThat(WebUiClientFixture.json(info.asText())
                            .path("all_seeds")
                            .get(0)
                            .asInt())
                    .isEqualTo(7);
            assertThat(parameters.path("prompt").asText()).isEqualTo("ein \"Kätzchen\"");
            assertThat(parameters.at("/x/y/0").isNull()).isTrue();
        }
        assertThat(fixture.sent("txt2img").at("/x/y/0").asText()).isEqualTo(image);
    }

    @Test
    void anEmptyInfoStaysEmpty() {
        fixture.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP).has(STABLE_DIFFUSION, "sd15.safetensors");
        fixture.with(STABLE_DIFFUSION, "sd15.safetensors");

        try (GenerationResult generationResult = fixture.generate("{\"batch_size\": 2}")) {
            assertThat(generationResult.outcome().info()).isEqualTo("\"\"");
            assertThat(generationResult.outcome().images()).hasSize(2);
        }
    }

    @Test
    void aLeadingGridIsLeftOutAndDetectMapsAreKept() {
        byte[] alone;
        try (GenerationResult generationResult = fixture.generate("{\"seed\": 7}")) {
            alone = WebUiClientFixture.bytes(generationResult.outcome().images().get(0));
        }
        fixture.node.fails(Fault.EXTRA_IMAGES);

        try (GenerationResult generationResult = fixture.generate("{\"seed\": 7, \"n_iter\": 2}")) {
            assertThat(generationResult.outcome().images()).hasSize(3);
            assertThat(WebUiClientFixture.bytes(
                            generationResult.outcome().images().get(0)))
                    .isEqualTo(alone);
        }
    }

    @Test
    void aStartImageOfManyMegabytesPassesThroughUnchanged() {
        String base64 = Base64.getEncoder().encodeToString(InputFiles.png(6 << 20, 1));

        try (GenerationResult generationResult =
                fixture.generate(TaskType.IMG2IMG, "{\"init_images\": [\"" + base64 + "\"], \"prompt\": \"p\"}")) {
            assertThat(generationResult.outcome().images()).hasSize(1);
        }
        assertThat(fixture.sent("img2img").at("/init_images/0").asText()).isEqualTo(base64);
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void extrasAnswerOneImageAndWhatTheyWereAskedFor() {
        String payload = "{\"image\": \"aGVsbG8=\", \"upscaling_resize\": 2, \"show_extras_results\": false}";
        try (GenerationResult generationResult = fixture.generate(TaskType.EXTRA_SINGLE_IMAGE, payload)) {
            assertThat(generationResult.outcome().images()).hasSize(1);
            assertThat(WebUiClientFixture.json(generationResult.outcome().parameters())
                            .path("upscaling_resize")
                            .asInt())
                    .isEqualTo(2);
            assertThat(generationResult.outcome().info()).isEqualTo("\"<p>simulated</p>\"");
        }
        JsonNode sent = fixture.sent("extra-single-image");
        assertThat(sent.path("show_extras_results").asBoolean()).isTrue();
        assertThat(sent.has("override_settings")).isFalse();
    }

    @Test
    void extraBatchesAnswerAnImageForEach() {
        String payload =
                "{\"imageList\": [{\"data\": \"aGVsbG8=\", \"name\": \"a\"}, {\"data\": \"aGk=\", \"name\": \"b\"}]}";
        try (GenerationResult generationResult = fixture.generate(TaskType.EXTRA_BATCH_IMAGES, payload)) {
            assertThat(generationResult.outcome().images()).hasSize(2);
        }
    }

    @Test
    void backgroundsAreRemovedByTheirOwnRoute() {
        try (GenerationResult generationResult =
                fixture.generate(TaskType.REMBG, "{\"input_image\": \"aGVsbG8=\", \"model\": \"u2net\"}")) {
            assertThat(generationResult.outcome().images()).hasSize(1);
        }
        assertThat(fixture.node.requests("/rembg")).hasSize(1);
        assertThat(fixture.failure(TaskType.REMBG, "{\"input_image\": \"aGVsbG8=\"}"))
                .hasMessageContaining("u2net")
                .extracting(NodeException::kind)
                .isEqualTo(NodeException.Kind.REJECTED);
    }

    @Test
    void anImageIsDescribedInTheNodesWords() {
        try (GenerationResult result = fixture.generate(TaskType.INTERROGATE, "{\"image\": \"aGVsbG8=\"}")) {
            assertThat(result.outcome().images()).isEmpty();
            assertThat(result.outcome().info()).isEqualTo("\"a cat\"");
        }
        fixture.node.fails(Fault.NO_IMAGES);
        assertThat(fixture.failure(TaskType.INTERROGATE, "{\"image\": \"aGVsbG8=\"}"))
                .hasMessageContaining("no caption")
                .extracting(NodeException::kind)
                .isEqualTo(NodeException.Kind.JOB_ERROR);
    }

    @Test
    void preprocessorsMakeAnImageOfEach() {
        fixture.node.has(CONTROL_NET, "canny.safetensors");
        String png = Base64.getEncoder().encodeToString(InputFiles.plain(BufferedImage.TYPE_INT_RGB, "png", 0));
        String images = "\"controlnet_input_images\": [\"" + png + "\", \"" + png + "\"]}";
        try (GenerationResult result =
                fixture.generate(TaskType.DETECT, "{\"controlnet_module\": \"canny\", " + images)) {
            assertThat(result.outcome().images()).hasSize(2);
            assertThat(result.outcome().info()).isEqualTo("\"Success\"");
        }
        assertThat(fixture.failure(TaskType.DETECT, "{\"controlnet_module\": \"unknown\", " + images))
                .hasMessageContaining("Module not available")
                .extracting(NodeException::kind)
                .isEqualTo(NodeException.Kind.REJECTED);
        assertThat(fixture.failure(TaskType.DETECT, "{\"controlnet_module\": \"clip_vision\", " + images)
                        .kind())
                .isEqualTo(NodeException.Kind.REJECTED);
    }

    @Test
    void whatTheServerCannotDoAtAllMayBeDoneByAnother() {
        assertThat(fixture.failure(TaskType.DETECT, "{}").kind()).isEqualTo(NodeException.Kind.MODEL_MISSING);
        fixture.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP);

        assertThat(fixture.failure(TaskType.INTERROGATE, "{}").kind()).isEqualTo(NodeException.Kind.MODEL_MISSING);

        assertThat(fixture.failure(TaskType.REMBG, "{\"model\": \"u2net\"}").kind())
                .isEqualTo(NodeException.Kind.MODEL_MISSING);
        assertThat(fixture.failure(TaskType.EXTRA_SINGLE_IMAGE, "{}").kind())
                .isEqualTo(NodeException.Kind.MODEL_MISSING);
    }

    @Test
    void aMissingModelIsReportedBeforeAnythingIsGenerated() {
        fixture.with(LORA, "missing.safetensors");

        NodeException failure = fixture.failure("{}");

        assertThat(failure.kind()).isEqualTo(NodeException.Kind.MODEL_MISSING);
        assertThat(failure).hasMessage("The node has no Lora model \"missing.safetensors\"");
        assertThat(fixture.node.generations()).isZero();
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void aModelThatWasPlacedSinceIsFound() throws NodeException {
        fixture.webUiClient.models();
        fixture.node.has(LORA, "new.safetensors");

        try (GenerationResult generationResult =
                fixture.with(LORA, "new.safetensors").generate("{}")) {
            assertThat(generationResult.outcome().images()).hasSize(1);
        }
    }

    @Test
    void anotherFileOfTheSameNameIsNotTakenForTheModel() {
        fixture.with(STABLE_DIFFUSION, "v1-5-pruned-emaonly.ckpt");

        assertThat(fixture.failure("{}").kind()).isEqualTo(NodeException.Kind.MODEL_MISSING);
    }

    @Test
    void thePoolNeedsNoMoreThanOneListingForManyImages() {
        for (int i = 0; i < 5; i++) {
            fixture.generate("{}").close();
        }

        assertThat(fixture.node.requests("/sdapi/v1/sd-models")).hasSize(1);
        assertThat(fixture.node.mostAtOnce()).isEqualTo(1);
    }
}
