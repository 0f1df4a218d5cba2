package dev.atelier.localgpu.demo;

import static dev.atelier.localgpu.demo.NodeClient.bytes;
import static dev.atelier.localgpu.demo.NodeClient.image;
import static dev.atelier.localgpu.demo.NodeClient.info;
import static dev.atelier.localgpu.demo.NodeClient.json;
import static dev.atelier.localgpu.demo.NodeClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.localgpu.demo.diffusion.ModelCache;
import dev.atelier.localgpu.demo.diffusion.TinyDiffusionModel;
import dev.atelier.localgpu.demo.diffusion.TinyEmojiFile;
import dev.atelier.localgpu.demo.diffusion.WeightsFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Selection of the model file. */
@Tag("slow")
class SwitchingTest {

    private static final String OUT = "model.diffusion_model.out";
    private static final String BIAS = OUT + ".bias";
    private static final String TINY_EMOJI = "tiny-emoji.safetensors";

    @TempDir
    Path models;

    private Path folder;
    private DemoWebUiServer node;
    private NodeClient client;

    @BeforeEach
    void start() {
        folder = models.resolve("Stable-diffusion");
        node = DemoWebUiServer.start(0, models);
        client = new NodeClient(node);
        client.get("/sdapi/v1/sd-models");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void itsOwnModelIsAFileThatARestartKeepsAndRepairsIfDamaged() throws Exception {
        Path own = folder.resolve(TINY_EMOJI);
        byte[] content = Files.readAllBytes(own);
        var written = Files.getLastModifiedTime(own);
        restart();
        assertThat(Files.getLastModifiedTime(own)).isEqualTo(written);

        Files.write(own, new byte[] {1, 2, 3});
        restart();
        assertThat(Files.readAllBytes(own)).isEqualTo(content);
        assertThat(folder).isDirectoryContaining("glob:**" + TINY_EMOJI);
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    void aFileIsListedAfterARefreshAndNotBefore() throws Exception {
        TinyEmojiFile.write(folder.resolve("other.safetensors"));
        assertThat(names()).containsExactly("tiny-emoji", "v1-5-pruned-emaonly");

        refresh();
        assertThat(names()).containsExactly("other", "tiny-emoji", "v1-5-pruned-emaonly");

        Files.delete(folder.resolve("other.safetensors"));
        refresh();
        assertThat(names()).containsExactly("tiny-emoji", "v1-5-pruned-emaonly");
    }

    @Test
    void otherWeightsGenerateAnotherImageAndEqualOnesTheSameUnderAnyName() throws Exception {
        TinyEmojiFile.write(folder.resolve("copy.safetensors"));
        TinyEmojiFile.writeScaled(folder.resolve("faint.safetensors"), OUT, .5f);
        refresh();
        BufferedImage own = generate(TINY_EMOJI);

        assertThat(Pixels.of(generate("copy.safetensors"))).isEqualTo(Pixels.of(own));
        assertThat(Pixels.distance(generate("faint.safetensors"), own)).isGreaterThan(5);
    }

    @Test
    void weightsIn32BitsGenerateTheSameAsTheir16BitOriginalsAndBrainFloatsNearlySo() throws Exception {
        TinyEmojiFile.writeAs(folder.resolve("single.safetensors"), "F32");
        TinyEmojiFile.writeAs(folder.resolve("brain.safetensors"), "BF16");
        refresh();
        BufferedImage own = generate(TINY_EMOJI);

        assertThat(Pixels.of(generate("single.safetensors"))).isEqualTo(Pixels.of(own));
        assertThat(Pixels.distance(generate("brain.safetensors"), own))
                .isPositive()
                .isLessThan(5);
    }

    @Test
    void aModelIsFoundByItsHashOnceItWasLoaded() throws Exception {
        Path file = TinyEmojiFile.writeScaled(folder.resolve("faint.safetensors"), OUT, .5f);
        String hash = sha256(file);
        refresh();
        assertThat(listed("faint").path("title").asText()).isEqualTo("faint.safetensors");
        assertThat(listed("faint").path("hash").isNull()).isTrue();
        assertThat(listed("faint").path("sha256").isNull()).isTrue();

        BufferedImage faint = generate("faint.safetensors");
        refresh();

        String title = "faint.safetensors [" + hash.substring(0, 10) + "]";
        assertThat(listed("faint").path("title").asText()).isEqualTo(title);
        assertThat(listed("faint").path("hash").asText()).isEqualTo(hash.substring(0, 10));
        assertThat(listed("faint").path("sha256").asText()).isEqualTo(hash);
        for (String name : List.of("faint", title, hash, hash.substring(0, 10))) {
            assertThat(Pixels.of(generate(name))).as(name).isEqualTo(Pixels.of(faint));
        }
    }

    @Test
    void responseAndImageNameTheModelThatGenerated() throws Exception {
        Path file = TinyEmojiFile.writeScaled(folder.resolve("faint.safetensors"), OUT, .5f);
        String hash = sha256(file).substring(0, 10);
        refresh();

        JsonNode reply = client.txt2img(with("faint.safetensors"));

        assertThat(info(reply).path("sd_model_name").asText()).isEqualTo("faint");
        assertThat(info(reply).path("sd_model_hash").asText()).isEqualTo(hash);
        assertThat(new String(bytes(reply, 0), StandardCharsets.ISO_8859_1))
                .contains("Model hash: " + hash + ", Model: faint,");
    }

    @Test
    void theExampleNameIsSubstitutedAndTheResponseSaysSo() throws Exception {
        String hash = sha256(folder.resolve(TINY_EMOJI)).substring(0, 10);

        JsonNode reply = client.txt2img(with("v1-5-pruned-emaonly.safetensors"));

        assertThat(info(reply).path("sd_model_hash").asText()).isEqualTo(hash);
        assertThat(new String(bytes(reply, 0), StandardCharsets.ISO_8859_1))
                .contains("Model hash: " + hash + ", Model: tiny-emoji (answering for v1-5-pruned-emaonly),");
    }

    @Test
    void optionsNameTheChosenModelAndTheHashOfTheLoadedOne() throws Exception {
        Path file = TinyEmojiFile.writeScaled(folder.resolve("faint.safetensors"), OUT, .5f);
        refresh();
        assertThat(option("sd_checkpoint_hash")).isEmpty();

        generate("faint.safetensors");
        assertThat(option("sd_model_checkpoint")).startsWith(TINY_EMOJI);
        assertThat(option("sd_checkpoint_hash")).isEqualTo(sha256(file));

        client.txt2img(with("faint.safetensors").put("override_settings_restore_afterwards", false));
        assertThat(option("sd_model_checkpoint")).startsWith("faint.safetensors [");
        assertThat(info(client.txt2img(request("fox", 1))).path("sd_model_name").asText())
                .isEqualTo("faint");
    }

    @Test
    void aFileThatReplacesAnotherIsUsed() throws Exception {
        Path file = TinyEmojiFile.write(folder.resolve("model.safetensors"));
        refresh();
        BufferedImage before = generate("model.safetensors");

        Path next = TinyEmojiFile.writeScaled(models.resolve("next"), OUT, .5f);
        Files.delete(file);
        Files.move(next, file);
        refresh();

        assertThat(listed("model").path("hash").isNull()).isTrue();
        assertThat(Pixels.distance(generate("model.safetensors"), before)).isGreaterThan(5);
    }

    @Test
    void moreModelsThanFitInTheCacheAreReloaded() throws Exception {
        List<String> names = List.of(TINY_EMOJI, "half.safetensors", "none.safetensors");
        TinyEmojiFile.writeScaled(folder.resolve(names.get(1)), OUT, .5f);
        TinyEmojiFile.writeScaled(folder.resolve(names.get(2)), OUT, 0);
        refresh();
        List<BufferedImage> first = names.stream().map(this::generate).toList();

        for (int i = 0; i < names.size(); i++) {
            assertThat(Pixels.of(generate(names.get(i)))).as(names.get(i)).isEqualTo(Pixels.of(first.get(i)));
        }
    }

    @Test
    void twoModelsStayLoadedAndAThirdEvictsTheLeastRecentlyUsed() throws Exception {
        WeightsFile a = WeightsFile.at(TinyEmojiFile.write(models.resolve("a")));
        WeightsFile b = WeightsFile.at(TinyEmojiFile.write(models.resolve("b")));
        WeightsFile c = WeightsFile.at(TinyEmojiFile.write(models.resolve("c")));
        try (ModelCache loaded = new ModelCache()) {
            TinyDiffusionModel first = loaded.load(a);
            TinyDiffusionModel second = loaded.load(b);
            assertThat(loaded.load(a)).isSameAs(first);

            loaded.load(c);

            assertThat(loaded.load(a)).isSameAs(first);
            assertThat(loaded.load(b)).isNotSameAs(second);
        }
    }

    @Test
    void loadingModelsRepeatedlyDoesNotLeakMemory() throws Exception {
        List<WeightsFile> files = List.of(
                WeightsFile.at(TinyEmojiFile.write(models.resolve("a"))),
                WeightsFile.at(TinyEmojiFile.write(models.resolve("b"))),
                WeightsFile.at(TinyEmojiFile.write(models.resolve("c"))));
        try (ModelCache loaded = new ModelCache()) {
            long before = outsideOfHeap();
            for (int i = 0; i < 6; i++) {
                loaded.load(files.get(i % files.size()));
            }
            assertThat(outsideOfHeap() - before).isLessThan(60_000_000);
        }
    }

    @Test
    void aModelOfAnotherArchitectureIsRejectedWithTheReasonAndTheNodeStillWorks() throws Exception {
        BufferedImage own = generate(TINY_EMOJI);

        assertRejected(TinyEmojiFile.writeWithout(other(), BIAS), "tensor " + BIAS + " is missing");
        assertRejected(
                TinyEmojiFile.writeWith(other(), BIAS, "F16", List.of(3L, 4L), 0, 24),
                "tensor " + BIAS + " has shape [3, 4], not [12]");
        assertRejected(
                TinyEmojiFile.writeWith(other(), BIAS, "I64", List.of(12L), 0, 96),
                "tensor " + BIAS + " is of type I64, not F16, BF16 or F32");
        for (long[] outside : new long[][] {{1L << 40, (1L << 40) + 24}, {-24, 0}, {0, 23}}) {
            assertRejected(
                    TinyEmojiFile.writeWith(other(), BIAS, "F16", List.of(12L), outside[0], outside[1]),
                    "tensor " + BIAS + " is outside the file");
        }
        assertThat(Pixels.of(generate(TINY_EMOJI))).isEqualTo(Pixels.of(own));
    }

    @Test
    void aFileOtherThanSafetensorsIsRejected() throws IOException {
        assertRejected(Files.write(other(), new byte[0]), "this is no safetensors file");
        assertRejected(Files.writeString(other(), "PK\3\4 and so on, and on"), "this is no safetensors file");
        assertRejected(
                Files.write(other(), new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '{', '{', '{'}),
                "this is no safetensors file");
        assertRejected(
                Files.writeString(folder.resolve("old.ckpt"), "PK\3\4 and so on"), "this is no safetensors file");
    }

    private Path other() {
        return folder.resolve("other.safetensors");
    }

    private void assertRejected(Path file, String why) {
        refresh();
        HttpResponse<String> response =
                client.post("/sdapi/v1/txt2img", with(file.getFileName().toString()));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(json(response).path("detail").asText())
                .isEqualTo("the demo node supports only models of tiny-emoji's architecture: " + why);
    }

    private void restart() {
        node.close();
        node = DemoWebUiServer.start(0, models);
        client = new NodeClient(node);
        client.get("/sdapi/v1/sd-models");
    }

    private void refresh() {
        assertThat(client.post("/sdapi/v1/refresh-checkpoints", "").body()).isEqualTo("null");
    }

    private BufferedImage generate(String checkpoint) {
        return image(client.txt2img(with(checkpoint)), 0);
    }

    private static ObjectNode with(String checkpoint) {
        ObjectNode request = request("a cute panda", 1);
        request.putObject("override_settings").put("sd_model_checkpoint", checkpoint);
        return request;
    }

    private List<String> names() {
        return client.get("/sdapi/v1/sd-models").findValuesAsText("model_name");
    }

    private JsonNode listed(String name) {
        return StreamSupport.stream(client.get("/sdapi/v1/sd-models").spliterator(), false)
                .filter(model -> model.path("model_name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String option(String name) {
        return client.get("/sdapi/v1/options").path(name).asText();
    }

    private static long outsideOfHeap() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
