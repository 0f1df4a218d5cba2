package dev.atelier.localgpu.demo;

import static dev.atelier.localgpu.demo.NodeClient.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class ImageToolsTest {

    private static final String SINGLE = "/sdapi/v1/extra-single-image";
    private static final String DISC = Pixels.base64(Pixels.disc(80));

    @TempDir
    static Path models;

    private static DemoWebUiServer node;
    private static NodeClient client;

    @BeforeAll
    static void start() {
        node = DemoWebUiServer.start(0, models);
        client = new NodeClient(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void theBackgroundBecomesTransparentAndTheObjectStays() {
        BufferedImage cut = image(ok(client.post("/rembg", object().put("input_image", DISC))));

        assertThat(Pixels.alpha(cut.getRGB(0, 0))).isZero();
        assertThat(Pixels.alpha(cut.getRGB(79, 40))).isZero();
        assertThat(cut.getRGB(40, 40)).isEqualTo(Pixels.disc(80).getRGB(40, 40));
        assertThat(Pixels.share(cut, p -> Pixels.alpha(p) == 255)).isBetween(.18, .21);
    }

    @Test
    void aWhiteHoleInsideTheObjectIsNoBackground() {
        BufferedImage ring = Pixels.disc(80);
        for (int i = 0; i < 100; i++) {
            ring.setRGB(35 + i % 10, 35 + i / 10, 0xFFFFFF);
        }
        BufferedImage cut = image(ok(client.post("/rembg", object().put("input_image", Pixels.base64(ring)))));

        assertThat(Pixels.alpha(cut.getRGB(40, 40))).isEqualTo(255);
    }

    @Test
    void theMaskAloneCanBeRequestedAndNoModelMeansNoImage() {
        ObjectNode request = object().put("input_image", DISC).put("return_mask", true);
        BufferedImage mask = image(ok(client.post("/rembg", request)));

        assertThat(mask.getRGB(40, 40)).isEqualTo(0xFFFFFFFF);
        assertThat(mask.getRGB(0, 0)).isEqualTo(0xFF000000);
        assertThat(client.post("/rembg", request.put("model", "None")).body()).isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource({
        "Lanczos, 2, 160",
        "Nearest, 1.5, 120",
        "R-ESRGAN 4x+, 4, 320",
        "None, 4, 80",
    })
    void anImageIsEnlargedByAFactor(String upscaler, double factor, int side) {
        JsonNode reply = ok(client.post(
                SINGLE, object().put("image", DISC).put("upscaler_1", upscaler).put("upscaling_resize", factor)));

        assertThat(image(reply).getWidth()).isEqualTo(side);
        assertThat(image(reply).getHeight()).isEqualTo(side);
        assertThat(reply.path("html_info").asText()).contains("Plain resampling");
    }

    @Test
    void anEnlargedImageIsTheSameImage() {
        JsonNode reply = ok(client.post(SINGLE, object().put("image", DISC).put("upscaler_1", "Lanczos")));

        assertThat(Pixels.distance(image(reply), Pixels.disc(160))).isLessThan(3);
    }

    @ParameterizedTest
    @CsvSource({"true, 200, 100", "false, 200, 200"})
    void anImageIsScaledToASizeAndCroppedIfRequested(boolean crop, int width, int height) {
        ObjectNode request = object().put("image", DISC)
                .put("upscaler_1", "Lanczos")
                .put("resize_mode", 1)
                .put("upscaling_resize_w", 200)
                .put("upscaling_resize_h", 100)
                .put("upscaling_crop", crop);
        BufferedImage image = image(ok(client.post(SINGLE, request)));

        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
    }

    @Test
    void severalImagesAreReturnedInOrder() {
        ObjectNode request = object().put("upscaler_1", "Nearest").put("upscaling_resize", 2);
        request.putArray("imageList")
                .add(object().put("data", Pixels.base64(Pixels.disc(10))).put("name", "a.png"))
                .add(object().put("data", Pixels.base64(Pixels.disc(20))).put("name", "b.png"));
        JsonNode reply = ok(client.post("/sdapi/v1/extra-batch-images", request));

        assertThat(NodeClient.image(reply, 0).getWidth()).isEqualTo(20);
        assertThat(NodeClient.image(reply, 1).getWidth()).isEqualTo(40);
    }

    @Test
    void anEnlargementBeyond4096AndAnUnknownUpscalerAreRejected() {
        ObjectNode request = object().put("image", Pixels.base64(Pixels.disc(600)))
                .put("upscaler_1", "Lanczos")
                .put("upscaling_resize", 8);

        assertThat(client.post(SINGLE, request).statusCode()).isEqualTo(422);
        assertThat(client.post(SINGLE, request.put("upscaler_1", "Magic")).statusCode())
                .isEqualTo(500);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static BufferedImage image(JsonNode reply) {
        return NodeClient.image(Base64.getDecoder().decode(reply.path("image").asText()));
    }
}
