package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's images API on the demo node. */
class OpenAiIT {

    @TempDir
    Path folder;

    @Test
    void aPromptBecomesImages() throws Exception {
        try (AtelierProcess service = AtelierProcess.in(folder.resolve("data")).start()) {
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
        }
    }
}
