package dev.atelier.localgpu.demo;

import static dev.atelier.localgpu.demo.NodeClient.image;
import static dev.atelier.localgpu.demo.NodeClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ImageToImageTest {

    private static final BufferedImage DISC = Pixels.disc(128);

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
    void atStrength0TheImageStaysAsItIs() {
        assertThat(Pixels.distance(img2img(0), DISC)).isLessThan(.5);
    }

    @Test
    void theDistanceFromTheInitImageGrowsWithTheStrength() {
        double low = Pixels.distance(img2img(.15), DISC);
        double middle = Pixels.distance(img2img(.5), DISC);
        double high = Pixels.distance(img2img(1), DISC);

        assertThat(low).isPositive().isLessThan(15);
        assertThat(middle).isGreaterThan(low);
        assertThat(high).isGreaterThan(2 * low).isGreaterThan(30);
    }

    @Test
    void atFullStrengthThePromptDecides() {
        assertThat(Pixels.share(img2img(1), Pixels::isRed)).isGreaterThan(.2);
        assertThat(Pixels.share(DISC, Pixels::isRed)).isZero();
    }

    @Test
    void theInfotextContainsTheDenoisingStrength() {
        JsonNode reply = client.img2img(startingFrom(DISC).put("denoising_strength", .5));

        assertThat(NodeClient.info(reply).path("denoising_strength").asDouble()).isEqualTo(.5);
        assertThat(NodeClient.info(reply).path("infotexts").path(0).asText()).contains("Denoising strength: 0.5");
    }

    @Test
    void aMaskKeepsItsBlackArea() {
        BufferedImage mask = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 128 * 64; i++) {
            mask.setRGB(i / 128, i % 128, Color.WHITE.getRGB());
        }
        ObjectNode request = startingFrom(DISC)
                .put("denoising_strength", 1)
                .put("mask", Pixels.base64(mask))
                .put("mask_blur", 2);
        BufferedImage generated = image(client.img2img(request), 0);

        assertThat(Pixels.distance(generated, DISC, 0, 56)).isGreaterThan(20);
        assertThat(Pixels.distance(generated, DISC, 72, 128)).isLessThan(3);
    }

    @Test
    void aDataUrlIsAcceptedAndTheSizeIsTheRequestedOne() {
        ObjectNode request = request("red apple", 1).put("width", 96).put("height", 160);
        request.putArray("init_images").add("data:image/png;base64," + Pixels.base64(DISC));
        BufferedImage generated = image(client.img2img(request), 0);

        assertThat(generated.getWidth()).isEqualTo(96);
        assertThat(generated.getHeight()).isEqualTo(160);
    }

    @Test
    void theInitImageIsReturnedOnlyIfRequested() {
        ObjectNode request = startingFrom(DISC).put("steps", 1);

        assertThat(client.img2img(request).path("parameters").has("init_images"))
                .isFalse();
        request.put("include_init_images", true);
        assertThat(client.img2img(request).path("parameters").has("init_images"))
                .isTrue();
    }

    private static BufferedImage img2img(double strength) {
        return image(client.img2img(startingFrom(DISC).put("denoising_strength", strength)), 0);
    }

    private static ObjectNode startingFrom(BufferedImage image) {
        ObjectNode request = request("red apple", 1).put("steps", 10);
        request.putArray("init_images").add(Pixels.base64(image));
        return request;
    }
}
