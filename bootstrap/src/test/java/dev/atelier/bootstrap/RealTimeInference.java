package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** A Real-time start responds when the job has ended. */
interface RealTimeInference extends EndToEnd {

    @Test
    default void aRealTimeInferenceAnswersItsImage() throws Exception {
        try (AtelierProcess service = service().start()) {
            ApiClient client = service.client();
            stack().provideModel(client);
            client.endpoint("fast", "Real-time", 1);
            String id = client.createJob(
                    "Real-time",
                    WebUiSimulator.FIRST_MODEL,
                    "{\"prompt\": \"a cute panda\", \"steps\": 4, \"width\": 128, \"height\": 192}");

            JsonNode answer = client.start(id).data(200);

            assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("succeed");
            byte[] image =
                    client.download(answer.path("img_presigned_urls").get(0).asText());
            assertThat(ImageIO.read(new ByteArrayInputStream(image)))
                    .satisfies(decoded -> assertThat(decoded.getWidth() + "x" + decoded.getHeight())
                            .isEqualTo("128x192"));
            assertThat(client.job(id).path("status").asText()).isEqualTo("succeed");
        }
    }
}
