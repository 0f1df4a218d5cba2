package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's images API on the demo node. */
class OpenAiIT {

    @TempDir
    Path folder;

    @Test
    void aPromptBecomesImages() throws Exception {
        try (AtelierProcess service = AtelierProcess.in(folder.resolve("data"))
                .jvm("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")))
                .start()) {
            service.client().endpoint("fast", "Real-time", 1);
            ApiClient client = service.client()
                    .with("x-api-key", null)
                    .with("username", null)
                    .with("Authorization", "Bearer " + AtelierProcess.KEY);
            await().atMost(ApiClient.PATIENCE)
                    .until(() -> client.get("/v1/models/tiny-emoji").status() == 200);

            ApiClient.Answer answer = client.call(
                    "POST",
                    "/v1/images/generations",
                    "{\"model\": \"tiny-emoji\", \"prompt\": \"a cute panda\", \"n\": 2, \"size\": \"128x192\"}");

            assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
            assertThat(answer.json().path("data")).hasSize(2).allSatisfy(image -> {
                byte[] content =
                        Base64.getDecoder().decode(image.path("b64_json").asText());
                assertThat(client.download(image.path("url").asText())).isEqualTo(content);
                BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(content));
                assertThat(decoded.getWidth() + "x" + decoded.getHeight()).isEqualTo("128x192");
            });
            assertThat(unpacked()).as("folders of libraries").noneMatch(name -> name.startsWith("atelier-webp"));

            answer = client.call(
                    "POST",
                    "/v1/images/generations",
                    "{\"model\": \"tiny-emoji\", \"prompt\": \"a cute panda\", \"size\": \"128x192\","
                            + " \"output_format\": \"webp\", \"output_compression\": 70}");

            assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
            String url = answer.json().at("/data/0/url").asText();
            assertThat(URI.create(url).getPath()).endsWith("/image_0-70.webp");
            byte[] webP = client.download(url);
            assertThat(new String(webP, 8, 4, StandardCharsets.US_ASCII)).isEqualTo("WEBP");
            BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(webP));
            assertThat(decoded.getWidth() + "x" + decoded.getHeight()).isEqualTo("128x192");
            assertThat(unpacked()).anyMatch(name -> name.startsWith("atelier-webp"));
        }
    }

    /** What the service has in its folder for temporary files. */
    private List<String> unpacked() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
