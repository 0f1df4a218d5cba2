package dev.atelier.rest.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.images.Image;
import com.openai.models.images.ImageCreateVariationParams;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageEditStreamEvent;
import com.openai.models.images.ImageGenCompletedEvent;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import com.openai.models.models.Model;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.rest.testing.RestServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's own client for Java, unchanged. */
class OpenAiClientTest {

    private static final byte[] IMAGE = {1, 2, 3, 4};
    private static final byte[] PREVIEW = {5, 6, 7};

    private static RestServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        server = RestServer.start();
        server.atelier.add(TestCheckpoints.checkpoint().files("panda.safetensors"));
        server.atelier.add(TestEndpoints.endpoint().realTime());
        client = client(RestServer.KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void succeed() {
        server.atelier.backend.answer(
                job -> Optional.of(new InferenceOutcome.Succeeded(List.of(new SampleImage(IMAGE)), "{}", "{}")));
    }

    @Test
    void generatesInBase64() {
        Image image = client.images()
                .generate(panda().responseFormat(ImageGenerateParams.ResponseFormat.B64_JSON)
                        .build())
                .data()
                .orElseThrow()
                .get(0);
        assertThat(Base64.getDecoder().decode(image.b64Json().orElseThrow())).isEqualTo(IMAGE);
        assertThat(image.url()).isEmpty();
    }

    @Test
    void everyOperationReturnsWebP() throws IOException {
        byte[] png = png();
        server.atelier.backend.answer(
                job -> Optional.of(new InferenceOutcome.Succeeded(List.of(new SampleImage(png)), "{}", "{}")));
        List<ImagesResponse> made = List.of(
                client.images()
                        .generate(panda().outputFormat(ImageGenerateParams.OutputFormat.WEBP)
                                .outputCompression(80)
                                .build()),
                client.images()
                        .edit(ImageEditParams.builder()
                                .image(new ByteArrayInputStream(png))
                                .model("panda")
                                .prompt("a hat")
                                .outputFormat(ImageEditParams.OutputFormat.WEBP)
                                .outputCompression(80)
                                .build()),
                client.images()
                        .createVariation(ImageCreateVariationParams.builder()
                                .image(new ByteArrayInputStream(png))
                                .model("panda")
                                .putAdditionalBodyProperty("output_format", JsonValue.from("webp"))
                                .build()));

        for (ImagesResponse response : made) {
            Image image = response.data().orElseThrow().get(0);
            byte[] content = Base64.getDecoder().decode(image.b64Json().orElseThrow());
            assertThat(InferenceOutcome.Format.of(content)).contains(InferenceOutcome.Format.WEBP);
            BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(content));
            assertThat(decoded.getWidth() + "x" + decoded.getHeight()).isEqualTo("64x64");
        }
    }

    @Test
    void generatesALink() {
        Image image = client.images()
                .generate(panda().responseFormat(ImageGenerateParams.ResponseFormat.URL)
                        .size(ImageGenerateParams.Size._1024X1024)
                        .build())
                .data()
                .orElseThrow()
                .get(0);
        assertThat(server.http()
                        .without("x-api-key")
                        .without("username")
                        .get(image.url().orElseThrow())
                        .bytes())
                .isEqualTo(IMAGE);
        assertThat(image.b64Json()).isEmpty();
    }

    @Test
    void editsWithAMask() throws IOException {
        Image image = client.images()
                .edit(ImageEditParams.builder()
                        .image(new ByteArrayInputStream(png()))
                        .mask(new ByteArrayInputStream(png()))
                        .model("panda")
                        .prompt("a hat")
                        .responseFormat(ImageEditParams.ResponseFormat.B64_JSON)
                        .build())
                .data()
                .orElseThrow()
                .get(0);
        assertThat(Base64.getDecoder().decode(image.b64Json().orElseThrow())).isEqualTo(IMAGE);
    }

    @Test
    void makesAVariation() throws IOException {
        Image image = client.images()
                .createVariation(ImageCreateVariationParams.builder()
                        .image(new ByteArrayInputStream(png()))
                        .model("panda")
                        .responseFormat(ImageCreateVariationParams.ResponseFormat.B64_JSON)
                        .build())
                .data()
                .orElseThrow()
                .get(0);
        assertThat(Base64.getDecoder().decode(image.b64Json().orElseThrow())).isEqualTo(IMAGE);
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB), "png", png);
        return png.toByteArray();
    }

    @Test
    void listsModels() {
        assertThat(client.models().list().data()).extracting(Model::id).containsExactly("panda.safetensors");
        Model model = client.models().retrieve("panda");
        assertThat(model.id()).isEqualTo("panda.safetensors");
        assertThat(model.created()).isPositive();
    }

    @Test
    void errorsCanBeRead() {
        OpenAIClient stranger = client("wrong");
        assertThatThrownBy(() -> stranger.models().list())
                .isInstanceOf(UnauthorizedException.class)
                .hasMessageContaining("the API key is missing or wrong");
        stranger.close();
        assertThatThrownBy(() -> client.images().generate(panda().model("gone").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("model \"gone\" does not exist");
        assertThatThrownBy(() -> client.images().generate(panda().n(11).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("allowed are 1 to 10");
        assertThatThrownBy(() -> client.files().list())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("there is no operation GET \"/v1/files\"");
    }

    @Test
    void aFailedJobIsNotMadeAgain() {
        server.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Failed("CUDA out of memory")));
        int before = server.atelier.backend.running().size();
        assertThatThrownBy(() -> client.images().generate(panda().build()))
                .isInstanceOf(InternalServerException.class)
                .hasMessageContaining("CUDA out of memory");
        assertThat(server.atelier.backend.running()).hasSize(before + 1);
    }

    @Test
    void streamsAPreviewBeforeTheImage() {
        runsWithPreview();
        List<String> images = new ArrayList<>();
        try (StreamResponse<ImageGenStreamEvent> events =
                client.images().generateStreaming(panda().partialImages(1).build())) {
            events.stream().forEach(event -> {
                event.generationPartialImage().ifPresent(partial -> {
                    assertThat(partial.partialImageIndex()).isZero();
                    images.add(partial.b64Json());
                    finish();
                });
                event.generationCompleted().ifPresent(completed -> {
                    assertThat(completed.outputFormat()).isEqualTo(ImageGenCompletedEvent.OutputFormat.PNG);
                    assertThat(completed.size()).isEqualTo(ImageGenCompletedEvent.Size.AUTO);
                    images.add(completed.b64Json());
                });
            });
        }
        assertThat(images)
                .map(Base64.getDecoder()::decode)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(PREVIEW, IMAGE);
    }

    @Test
    void streamsAnEdit() throws IOException {
        runsWithPreview();
        List<String> images = new ArrayList<>();
        ImageEditParams hat = ImageEditParams.builder()
                .image(new ByteArrayInputStream(png()))
                .model("panda")
                .prompt("a hat")
                .partialImages(2)
                .build();
        try (StreamResponse<ImageEditStreamEvent> events = client.images().editStreaming(hat)) {
            events.stream().forEach(event -> {
                event.partialImage().ifPresent(partial -> {
                    images.add(partial.b64Json());
                    finish();
                });
                event.completed().ifPresent(completed -> images.add(completed.b64Json()));
            });
        }
        assertThat(Base64.getDecoder().decode(images.get(0))).isEqualTo(PREVIEW);
        assertThat(Base64.getDecoder().decode(images.get(images.size() - 1))).isEqualTo(IMAGE);
    }

    @Test
    void aFailureInAStreamCanBeRead() {
        server.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Failed("CUDA out of memory")));
        try (StreamResponse<ImageGenStreamEvent> events = client.images().generateStreaming(panda().build())) {
            assertThatThrownBy(() -> events.stream().toList())
                    .isInstanceOf(SseException.class)
                    .hasMessageContaining("CUDA out of memory");
        }
    }

    @Test
    void aRequestForAStreamIsRejectedAsAnyOther() {
        assertThatThrownBy(() -> client.images()
                        .generateStreaming(panda().responseFormat(ImageGenerateParams.ResponseFormat.URL)
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("a stream has its images in base64");
    }

    /** From now on jobs are almost done. */
    private static void runsWithPreview() {
        server.atelier.backend.answer(job -> Optional.empty());
        server.atelier.backend.progressIs(new JobProgress.Running(
                Optional.of("node"),
                Optional.empty(),
                Optional.of(new JobProgress.Sampling(9, 10, 0.9, Optional.empty()))));
        server.atelier.backend.previewOf(job -> Optional.of(PREVIEW));
    }

    private static void finish() {
        List<InferenceJobId> running = server.atelier.backend.running();
        server.atelier.complete.complete(
                server.atelier.jobs.find(running.get(running.size() - 1)).orElseThrow(),
                new InferenceOutcome.Succeeded(List.of(new SampleImage(IMAGE)), "{}", "{}"));
    }

    private static ImageGenerateParams.Builder panda() {
        return ImageGenerateParams.builder().model("panda").prompt("a cute panda");
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.uri() + "/v1")
                .apiKey(key)
                .build();
    }
}
