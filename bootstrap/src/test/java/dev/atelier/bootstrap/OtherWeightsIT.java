package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.demo.diffusion.TinyEmojiFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo node generates with checkpoints that are uploaded to the shipped jar. */
class OtherWeightsIT {

    private static final String PAYLOAD =
            "{\"prompt\": \"a cute panda\", \"steps\": 12, \"seed\": 7, \"width\": 128, \"height\": 128}";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static AtelierProcess service;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        service = AtelierProcess.in(folder.resolve("data")).brief().start();
        client = service.client();
        client.endpoint("weights", "Async", 1);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void otherWeightsGenerateAnotherImageAndEqualOnesTheSame() throws Exception {
        byte[] own = generate("tiny-emoji.safetensors");
        Path copy = folder.resolve("data/demo-node/models/Stable-diffusion/tiny-emoji.safetensors");
        Path faint = TinyEmojiFile.writeScaled(folder.resolve("faint"), "model.diffusion_model.out", .5f);
        upload("copy.safetensors", copy);
        upload("faint.safetensors", faint);

        byte[] byCopy = generate("copy.safetensors");
        byte[] byFaint = generate("faint.safetensors");

        assertThat(points(byCopy)).isEqualTo(points(own));
        assertThat(points(byFaint)).isNotEqualTo(points(own));
        assertThat(text(own)).contains("Model hash: " + shortHash(copy) + ", Model: tiny-emoji,");
        assertThat(text(byCopy)).contains("Model hash: " + shortHash(copy) + ", Model: copy,");
        assertThat(text(byFaint)).contains("Model hash: " + shortHash(faint) + ", Model: faint,");
    }

    @Test
    void aMergedModelGeneratesBetweenThoseItWasMadeOf() throws Exception {
        upload("a.safetensors", TinyEmojiFile.writeScaled(folder.resolve("a"), "model.diffusion_model.out", 1));
        upload("b.safetensors", TinyEmojiFile.writeScaled(folder.resolve("b"), "model.diffusion_model.out", .5f));
        byte[] byA = generate("a.safetensors");
        byte[] byB = generate("b.safetensors");

        merge("a.safetensors", "b.safetensors", 0, "nothing-of-b");
        merge("a.safetensors", "b.safetensors", 0.5, "half");

        assertThat(points(generate("nothing-of-b.safetensors"))).isEqualTo(points(byA));
        byte[] byHalf = generate("half.safetensors");
        assertThat(points(byHalf)).isNotEqualTo(points(byA)).isNotEqualTo(points(byB));
        assertThat(text(byHalf)).contains("Model: half,");
    }

    @Test
    void aModelOfAnotherShapeFailsWithASentenceAndTheNextJobIsGenerated() throws Exception {
        upload("alien.safetensors", writeAlien(folder.resolve("alien")));

        JsonNode failed = run("alien.safetensors");

        assertThat(failed.path("status").asText()).isEqualTo("failed");
        assertThat(failed.path("error").asText())
                .isEqualTo(
                        "The node rejected the request: the demo node supports only models of tiny-emoji's architecture: "
                                + "tensor cond_stage_model.text.tab.weight is missing");
        assertThat(points(generate("tiny-emoji.safetensors"))).isNotEmpty();
    }

    private static byte[] generate(String checkpoint) {
        JsonNode done = run(checkpoint);
        assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("succeed");
        return client.download(done.path("img_presigned_urls").get(0).asText());
    }

    private static JsonNode run(String checkpoint) {
        String id = client.createJob("Async", checkpoint, PAYLOAD);
        assertThat(client.start(id).status()).isEqualTo(202);
        return client.awaitEnd(id, TIMEOUT);
    }

    private static void upload(String name, Path file) throws IOException, InterruptedException {
        new ModelUpload(client).upload(name, file);
    }

    /** Merges two checkpoints and waits for the end, as clients of 2023-07-05 do. */
    private static void merge(String one, String other, double multiplier, String name) {
        String request =
                "{\"primary_model_name\": \"%s\", \"secondary_model_name\": \"%s\", \"multiplier\": %s, \"custom_name\": \"%s\"}"
                        .formatted(one, other, multiplier, name);
        String id = client.call("POST", "/inference/run-model-merge", request)
                .json()
                .path("inference_id")
                .asText();
        JsonNode ended = await().atMost(TIMEOUT)
                .until(
                        () -> client.get("/inference/get-inference-job?jobID=" + id)
                                .json(),
                        job -> !job.path("status").asText().equals("inprogress"));
        assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("succeed");
        assertThat(ended.path("taskType").asText()).isEqualTo("merge");
        assertThat(ended.path("progress").asDouble()).isEqualTo(1);
    }

    /** A safetensors file of one number. */
    private static Path writeAlien(Path file) throws IOException {
        byte[] header =
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + header.length + Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header);
        return Files.write(file, bytes.array());
    }

    private static int[] points(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static String text(byte[] png) {
        return new String(png, StandardCharsets.ISO_8859_1);
    }

    private static String shortHash(Path file) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(hash).substring(0, 10);
    }
}
