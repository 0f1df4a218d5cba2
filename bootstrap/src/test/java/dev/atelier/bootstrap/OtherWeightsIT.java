package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.localgpu.demo.TinyEmojiFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that are uploaded to the shipped jar, painted with by the demo node. */
class OtherWeightsIT {

    private static final String PAYLOAD =
            "{\"prompt\": \"a cute panda\", \"steps\": 12, \"seed\": 7, \"width\": 128, \"height\": 128}";
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private AtelierProcess service;
    private ApiClient client;

    @BeforeEach
    void start() {
        service = AtelierProcess.in(folder.resolve("data")).start();
        client = service.client();
        client.endpoint("weights", "Async", 1);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void otherWeightsPaintAnotherPictureAndEqualOnesTheSame() throws Exception {
        byte[] own = paint("tiny-emoji.safetensors");
        Path copy = folder.resolve("data/demo-node/models/Stable-diffusion/tiny-emoji.safetensors");
        Path faint = TinyEmojiFile.writeScaled(folder.resolve("faint"), "model.diffusion_model.out", .5f);
        upload("copy.safetensors", copy);
        upload("faint.safetensors", faint);

        byte[] byCopy = paint("copy.safetensors");
        byte[] byFaint = paint("faint.safetensors");

        assertThat(points(byCopy)).isEqualTo(points(own));
        assertThat(points(byFaint)).isNotEqualTo(points(own));
        assertThat(text(own)).contains("Model hash: " + shortHash(copy) + ", Model: tiny-emoji,");
        assertThat(text(byCopy)).contains("Model hash: " + shortHash(copy) + ", Model: copy,");
        assertThat(text(byFaint)).contains("Model hash: " + shortHash(faint) + ", Model: faint,");
    }

    @Test
    void aModelOfAnotherShapeFailsWithASentenceAndTheNextJobIsPainted() throws Exception {
        upload("alien.safetensors", writeAlien(folder.resolve("alien")));

        JsonNode failed = run("alien.safetensors");

        assertThat(failed.path("status").asText()).isEqualTo("failed");
        assertThat(failed.path("error").asText())
                .isEqualTo("The node refuses the request: the demo node paints only with models of tiny-emoji's shape: "
                        + "tensor cond_stage_model.text.tab.weight is missing");
        assertThat(points(paint("tiny-emoji.safetensors"))).isNotEmpty();
    }

    private byte[] paint(String checkpoint) {
        JsonNode done = run(checkpoint);
        assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("succeed");
        return client.download(done.path("img_presigned_urls").get(0).asText());
    }

    private JsonNode run(String checkpoint) {
        String id = client.createJob("Async", checkpoint, PAYLOAD);
        assertThat(client.start(id).status()).isEqualTo(202);
        return client.awaitEnd(id, LONGEST);
    }

    private void upload(String name, Path file) throws IOException, InterruptedException {
        JsonNode created = client.call(
                        "POST",
                        "/checkpoints",
                        "{\"checkpoint_type\": \"Stable-diffusion\", \"params\": {\"message\": \"weights\"}, \"filenames\":"
                                + " [{\"filename\": \"" + name + "\", \"parts_number\": 1}]}")
                .data(202);
        URI url = URI.create(created.path("s3PresignUrl").path(name).get(0).asText());
        HttpResponse<String> put = http.send(
                HttpRequest.newBuilder(url)
                        .PUT(HttpRequest.BodyPublishers.ofFile(file))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        ObjectNode completion = JsonNodeFactory.instance.objectNode().put("status", "Active");
        completion
                .putObject("multi_parts_tags")
                .putArray(name)
                .addObject()
                .put("ETag", put.headers().firstValue("ETag").orElseThrow())
                .put("PartNumber", 1);
        String id = created.at("/checkpoint/id").asText();
        JsonNode completed = client.call("PUT", "/checkpoints/" + id, completion.toString())
                .data(200)
                .path("checkpoint");
        assertThat(completed.path("status").asText()).isEqualTo("Active");
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
