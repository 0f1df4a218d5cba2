package dev.atelier.localgpu.demo;

import static dev.atelier.localgpu.demo.NodeClient.bytes;
import static dev.atelier.localgpu.demo.NodeClient.image;
import static dev.atelier.localgpu.demo.NodeClient.info;
import static dev.atelier.localgpu.demo.NodeClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class GenerationTest {

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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aPandaIsBlackAndWhiteAndAnAppleIsRed(long seed) {
        BufferedImage panda = client.generate(request("a cute panda", seed).put("steps", 12));
        BufferedImage apple = client.generate(request("red apple", seed).put("steps", 12));

        assertThat(Pixels.share(panda, Pixels::isDark)).isBetween(.08, .4);
        assertThat(Pixels.share(panda, Pixels::isLight)).isGreaterThan(.4);
        assertThat(Pixels.share(panda, Pixels::isRed)).isLessThan(.04);
        assertThat(Pixels.share(apple, Pixels::isRed)).isGreaterThan(.25);
    }

    @Test
    void theSameSeedGivesTheSameBytesFromAnotherNodeToo() {
        ObjectNode request = request("rocket", 7);
        byte[] first = bytes(client.txt2img(request), 0);

        assertThat(bytes(client.txt2img(request), 0)).isEqualTo(first);
        try (DemoWebUiServer other = DemoWebUiServer.start(0, models)) {
            assertThat(bytes(new NodeClient(other).txt2img(request), 0)).isEqualTo(first);
        }
    }

    @Test
    void noSeedMeansANewOneEachTimeAndInfoReportsIt() {
        ObjectNode request = request("rocket", -1);
        JsonNode first = client.txt2img(request);
        JsonNode second = client.txt2img(request);
        long seed = info(first).path("seed").asLong();

        assertThat(seed).isNotNegative().isNotEqualTo(info(second).path("seed").asLong());
        assertThat(Pixels.of(image(first, 0))).isNotEqualTo(Pixels.of(image(second, 0)));
        assertThat(Pixels.of(client.generate(request("rocket", seed)))).isEqualTo(Pixels.of(image(first, 0)));
    }

    @Test
    void eachImageOfABatchIsThatOfItsOwnSeed() {
        JsonNode reply = client.txt2img(request("fox", 40).put("batch_size", 2).put("n_iter", 2));

        assertThat(reply.path("images")).hasSize(4);
        assertThat(info(reply).path("all_seeds")).map(JsonNode::asInt).containsExactly(40, 41, 42, 43);
        assertThat(info(reply).path("all_prompts")).map(JsonNode::asText).containsOnly("fox");
        assertThat(bytes(reply, 3)).isEqualTo(bytes(client.txt2img(request("fox", 43)), 0));
        assertThat(bytes(reply, 0)).isNotEqualTo(bytes(reply, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "negative_prompt, black",
        "steps, 9",
        "cfg_scale, 3",
        "sampler_name, DDIM",
        "prompt, red apple",
        "seed, 2"
    })
    void eachParameterChangesTheImage(String name, String value) {
        ObjectNode request = request("a cute panda", 1);
        int[] before = Pixels.of(client.generate(request));

        assertThat(Pixels.of(client.generate(request.put(name, value)))).isNotEqualTo(before);
    }

    @Test
    void everyListedSamplerGeneratesItsOwnImageExceptTwoEquivalentOnes() {
        Set<Integer> images = new TreeSet<>();
        for (JsonNode sampler : client.get("/sdapi/v1/samplers")) {
            ObjectNode request =
                    request("owl", 5).put("sampler_name", sampler.path("name").asText());
            images.add(Arrays.hashCode(Pixels.of(client.generate(request))));
        }
        // Euler and DDIM without fresh noise are the same sampler
        assertThat(images).hasSize(3);
    }

    @Test
    void aMissingSamplerIsSubstitutedAndTheInfotextSaysSo() throws IOException {
        JsonNode asked = client.txt2img(request("owl", 5).put("sampler_name", "DPM++ SDE Karras"));

        assertThat(Pixels.of(image(asked, 0))).isEqualTo(Pixels.of(client.generate(request("owl", 5))));
        assertThat(info(asked).path("sampler_name").asText()).isEqualTo("DPM++ SDE Karras");
        assertThat(parameters(bytes(asked, 0))).contains("Sampler: DPM++ SDE Karras", "Sampler used: Euler a");
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "512, 512", "320, 200", "200, 333"})
    void theImageHasTheRequestedSize(int width, int height) {
        BufferedImage image = client.generate(
                request("house", 1).put("width", width).put("height", height).put("steps", 1));

        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
    }

    @Test
    void hiresFixEnlargesTheImage() {
        BufferedImage image =
                client.generate(request("house", 1).put("enable_hr", true).put("hr_scale", 1.5));

        assertThat(image.getWidth()).isEqualTo(192);
    }

    @Test
    void thePngContainsItsParametersAndTheModel() throws IOException {
        JsonNode reply = client.txt2img(request("a cute panda", 3).put("negative_prompt", "red, blurry"));

        assertThat(parameters(bytes(reply, 0)))
                .startsWith(
                        "a cute panda\nNegative prompt: red, blurry\nSteps: 6, Sampler: Euler a, CFG scale: 7, Seed: 3,"
                                + " Size: 128x128, Model hash: "
                                + info(reply).path("sd_model_hash").asText() + ", Model: tiny-emoji, ")
                .endsWith("Version: atelier-demo-node")
                .isEqualTo(info(reply).path("infotexts").path(0).asText());
    }

    @Test
    void thePngKeepsAPromptInAnyScript() throws IOException {
        JsonNode reply = client.txt2img(request("熊猫 panda", 3));

        assertThat(parameters(bytes(reply, 0))).startsWith("熊猫 panda\n");
    }

    @Test
    void weightsTagsAndQualityKeywordsDoNotChangeTheImage() {
        int[] plain = Pixels.of(client.generate(request("panda", 3)));

        assertThat(Pixels.of(client.generate(request("masterpiece, best quality, (panda:1.2) <lora:x:1>, 8k", 3))))
                .isEqualTo(plain);
    }

    @Test
    void aSubseedVariesTheImageByItsStrength() {
        ObjectNode request = request("fox", 1).put("subseed", 99).put("subseed_strength", 1);

        assertThat(Pixels.distance(client.generate(request), client.generate(request("fox", 1))))
                .isPositive();
        request.put("subseed_strength", 0);
        assertThat(Pixels.distance(client.generate(request), client.generate(request("fox", 1))))
                .isZero();
    }

    @Test
    void theResponseContainsTheRequestAndImagesOnlyIfRequested() {
        JsonNode reply = client.txt2img(request("fox", 1).put("send_images", false));

        assertThat(reply.path("images")).isEmpty();
        assertThat(reply.path("parameters").path("prompt").asText()).isEqualTo("fox");
        assertThat(info(reply).path("index_of_first_image").asInt(-1)).isZero();
    }

    @Test
    void anUnknownCheckpointIsIgnoredAndInfoNamesTheOneInUse() {
        JsonNode reply = client.txt2img(withCheckpoint("no-such.safetensors"));

        assertThat(info(reply).path("sd_model_name").asText()).isEqualTo("tiny-emoji");
    }

    @Test
    void theDocumentationsExampleCheckpointIsSubstitutedAndThePngNamesTheModel() throws IOException {
        JsonNode reply = client.txt2img(withCheckpoint("v1-5-pruned-emaonly.safetensors"));

        assertThat(info(reply).path("sd_model_name").asText()).isEqualTo("v1-5-pruned-emaonly");
        assertThat(parameters(bytes(reply, 0))).contains("Model: tiny-emoji (answering for v1-5-pruned-emaonly)");
        assertThat(client.get("/sdapi/v1/options").path("sd_model_checkpoint").asText())
                .startsWith("tiny-emoji");
    }

    private static ObjectNode withCheckpoint(String name) {
        ObjectNode request = request("a cute panda", 1);
        request.putObject("override_settings").put("sd_model_checkpoint", name).put("sd_vae", "Automatic");
        return request;
    }

    private static String parameters(byte[] png) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(png))) {
            reader.setInput(in);
            IIOMetadataNode root = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
            IIOMetadataNode latin =
                    (IIOMetadataNode) root.getElementsByTagName("tEXtEntry").item(0);
            IIOMetadataNode other =
                    (IIOMetadataNode) root.getElementsByTagName("iTXtEntry").item(0);
            IIOMetadataNode entry = latin == null ? other : latin;
            assertThat(entry.getAttribute("keyword")).isEqualTo("parameters");
            return entry.getAttribute(latin == null ? "text" : "value");
        } finally {
            reader.dispose();
        }
    }
}
