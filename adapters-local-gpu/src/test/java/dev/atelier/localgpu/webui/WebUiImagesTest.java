package dev.atelier.localgpu.webui;

import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.inference.InferenceOutcome.Image;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.SimulatedRequest;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many images come back, and which. */
class WebUiImagesTest {

    private WebUiClientFixture fixture;

    @BeforeEach
    void begin(@TempDir Path tempDir) {
        fixture = new WebUiClientFixture(tempDir);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private List<byte[]> images(TaskType task, String payload) {
        try (GenerationResult result = fixture.generate(task, payload)) {
            return result.outcome().images().stream()
                    .map(WebUiClientFixture::bytes)
                    .toList();
        }
    }

    private static String inputs(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> '"' + InputFiles.base64(InputFiles.png(3 << 10, i)) + '"')
                .collect(Collectors.joining(", ", "\"init_images\": [", "]"));
    }

    private List<JsonNode> sent(String route) {
        return fixture.node.requests("/sdapi/v1/" + route).stream()
                .map(SimulatedRequest::body)
                .toList();
    }

    private void speakInParts() {
        fixture.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP).has(STABLE_DIFFUSION, "sd15.safetensors");
        fixture.with(STABLE_DIFFUSION, "sd15.safetensors");
    }

    @Test
    void anAnimationInPlaceOfItsFramesIsTheResult() {
        try (GenerationResult result = fixture.generate(
                "{\"n_iter\": 1, \"batch_size\": 4, \"alwayson_scripts\": {\"AnimateDiff\": {\"args\": [{\"enable\": true,"
                        + " \"video_length\": 4, \"format\": [\"GIF\"]}]}}}")) {
            assertThat(result.outcome().images()).extracting(Image::format).containsExactly(Format.GIF);
        }
        assertThat(fixture.node.generations()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 2", "2, 2, 2", "2, 4, 2"})
    void fewerInputImagesThanABatchHoldsMakeFewerImages(int inputs, int batch, int images) {
        assertThat(images(TaskType.IMG2IMG, "{" + inputs(inputs) + ", \"batch_size\": " + batch + "}"))
                .hasSize(images);
        assertThat(fixture.node.generations()).isOne();
    }

    @Test
    void masksAreSwitchedOffWhoeverAsksForThem() {
        fixture.node.withMasks();
        String mask = InputFiles.base64(InputFiles.grey(255, "png"));

        assertThat(images(
                        TaskType.IMG2IMG,
                        "{" + inputs(1) + ", \"batch_size\": 2, \"mask\": \"" + mask
                                + "\", \"override_settings\": {\"return_mask\": true}}"))
                .hasSize(2);
        assertThat(fixture.sent("img2img")
                        .at("/override_settings/return_mask_composite")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void aNodeThatMakesFewerImagesIsAskedForTheRestWithTheFollowingSeeds() {
        speakInParts();

        List<byte[]> images =
                images(TaskType.TXT2IMG, "{\"prompt\": \"p\", \"seed\": 40, \"n_iter\": 3, \"batch_size\": 7}");

        assertThat(images).hasSize(21).doesNotHaveDuplicates();
        assertThat(images.stream().map(Arrays::toString).distinct()).hasSize(21);
        assertThat(sent("txt2img"))
                .extracting(
                        body -> body.path("seed").asInt(),
                        body -> body.path("n_iter").asInt())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(40, 1),
                        org.assertj.core.groups.Tuple.tuple(48, 1),
                        org.assertj.core.groups.Tuple.tuple(56, 1));
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void seedsAreDrawnHereWhereTheNodeDoesNotReportThem() {
        speakInParts();

        images(TaskType.TXT2IMG, "{\"prompt\": \"p\", \"seed\": -1, \"n_iter\": 9}");

        List<JsonNode> sent = sent("txt2img");
        long first = sent.get(0).path("seed").asLong();
        assertThat(first).isNotNegative();
        assertThat(sent).extracting(body -> body.path("seed").asLong()).containsExactly(first, first + 8);
    }

    @Test
    void eachInputImageIsUsedWhereTheNodeTakesOneAtATime() {
        speakInParts();

        assertThat(images(TaskType.IMG2IMG, "{" + inputs(2) + ", \"prompt\": \"p\", \"batch_size\": 2, \"n_iter\": 2}"))
                .hasSize(4);

        List<JsonNode> sent = sent("img2img");
        assertThat(sent).hasSize(4).allMatch(body -> body.path("init_images").size() == 1);
        assertThat(sent.get(2).path("init_images")).isEqualTo(sent.get(0).path("init_images"));
        assertThat(sent.get(1).path("init_images")).isNotEqualTo(sent.get(0).path("init_images"));
    }

    @Test
    void parametersSayWhatWasRequestedWhateverTheNodeWasSent() {
        speakInParts();

        try (GenerationResult result = fixture.generate("{\"prompt\": \"p\", \"seed\": 4, \"n_iter\": 9}")) {
            JsonNode parameters = WebUiClientFixture.json(result.outcome().parameters());
            assertThat(parameters.path("n_iter").asInt()).isEqualTo(9);
            assertThat(parameters.has("batch_size")).isFalse();
            assertThat(parameters.path("seed").asInt()).isEqualTo(4);
        }
    }

    @Test
    void fewerUpscaledImagesThanRequestedAreNoSuccess() {
        String payload =
                "{\"imageList\": [{\"data\": \"aGVsbG8=\", \"name\": \"a\"}, {\"data\": \"aGk=\", \"name\": \"b\"}]}";
        fixture.node.fails(dev.atelier.localgpu.testing.Fault.TOO_FEW_IMAGES);

        NodeException failure = fixture.failure(TaskType.EXTRA_BATCH_IMAGES, payload);

        assertThat(failure).hasMessage("The node returned 1 of 2 images");
        assertThat(failure.kind()).isEqualTo(NodeException.Kind.JOB_ERROR);
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void aNodeThatStopsEarlyIsAskedAgainAndItsSeedsAreReportedTogether() {
        fixture.node.fails(dev.atelier.localgpu.testing.Fault.TOO_FEW_IMAGES);

        try (GenerationResult result = fixture.generate("{\"seed\": 7, \"n_iter\": 3}")) {
            assertThat(result.outcome().images()).hasSize(3);
            JsonNode info = WebUiClientFixture.json(
                    WebUiClientFixture.json(result.outcome().info()).asText());
            assertThat(info.path("infotexts")).extracting(JsonNode::asText).contains("Seed: 7", "Seed: 9");
        }
        assertThat(sent("txt2img"))
                .extracting(body -> body.path("seed").asInt())
                .containsExactly(7, 8, 9);
        assertThat(sent("txt2img"))
                .as("no larger batch than requested")
                .allMatch(body -> body.path("batch_size").asInt(1) == 1);
    }
}
