package dev.atelier.localgpu.demo;

import static dev.atelier.localgpu.demo.NodeClient.bytes;
import static dev.atelier.localgpu.demo.NodeClient.info;
import static dev.atelier.localgpu.demo.NodeClient.picture;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void a_panda_is_black_and_white_and_an_apple_is_red(long seed) {
        BufferedImage panda = client.paint(request("a cute panda", seed).put("steps", 12));
        BufferedImage apple = client.paint(request("red apple", seed).put("steps", 12));

        assertThat(Pixels.share(panda, Pixels::isDark)).isBetween(.08, .4);
        assertThat(Pixels.share(panda, Pixels::isLight)).isGreaterThan(.4);
        assertThat(Pixels.share(panda, Pixels::isRed)).isLessThan(.04);
        assertThat(Pixels.share(apple, Pixels::isRed)).isGreaterThan(.25);
    }

    @Test
    void the_same_seed_gives_the_same_bytes_from_another_node_too() {
        ObjectNode request = request("rocket", 7);
        byte[] first = bytes(client.txt2img(request), 0);

        assertThat(bytes(client.txt2img(request), 0)).isEqualTo(first);
        try (DemoWebUiServer other = DemoWebUiServer.start(0, models)) {
            assertThat(bytes(new NodeClient(other).txt2img(request), 0)).isEqualTo(first);
        }
    }

    @Test
    void no_seed_means_a_new_one_each_time_and_info_tells_it() {
        ObjectNode request = request("rocket", -1);
        JsonNode first = client.txt2img(request);
        JsonNode second = client.txt2img(request);
        long seed = info(first).path("seed").asLong();

        assertThat(seed).isNotNegative().isNotEqualTo(info(second).path("seed").asLong());
        assertThat(Pixels.of(picture(first, 0))).isNotEqualTo(Pixels.of(picture(second, 0)));
        assertThat(Pixels.of(client.paint(request("rocket", seed)))).isEqualTo(Pixels.of(picture(first, 0)));
    }

    @Test
    void each_picture_of_a_batch_is_the_one_that_its_own_seed_gives() {
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
    void each_parameter_changes_the_picture(String name, String value) {
        ObjectNode request = request("a cute panda", 1);
        int[] before = Pixels.of(client.paint(request));

        assertThat(Pixels.of(client.paint(request.put(name, value)))).isNotEqualTo(before);
    }

    @Test
    void every_sampler_of_the_list_paints_its_own_picture_but_for_the_two_that_are_one() {
        Set<Integer> pictures = new TreeSet<>();
        for (JsonNode sampler : client.get("/sdapi/v1/samplers")) {
            ObjectNode request =
                    request("owl", 5).put("sampler_name", sampler.path("name").asText());
            pictures.add(Arrays.hashCode(Pixels.of(client.paint(request))));
        }
        // Euler and DDIM without fresh noise are the same walk
        assertThat(pictures).hasSize(3);
    }

    @Test
    void a_sampler_that_is_not_here_is_stood_in_for_and_the_text_says_so() throws IOException {
        JsonNode asked = client.txt2img(request("owl", 5).put("sampler_name", "DPM++ SDE Karras"));

        assertThat(Pixels.of(picture(asked, 0))).isEqualTo(Pixels.of(client.paint(request("owl", 5))));
        assertThat(info(asked).path("sampler_name").asText()).isEqualTo("DPM++ SDE Karras");
        assertThat(parameters(bytes(asked, 0))).contains("Sampler: DPM++ SDE Karras", "Sampler used: Euler a");
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "512, 512", "320, 200", "200, 333"})
    void the_picture_has_the_asked_size(int width, int height) {
        BufferedImage picture = client.paint(
                request("house", 1).put("width", width).put("height", height).put("steps", 1));

        assertThat(picture.getWidth()).isEqualTo(width);
        assertThat(picture.getHeight()).isEqualTo(height);
    }

    @Test
    void a_hires_wish_enlarges_the_picture() {
        BufferedImage picture =
                client.paint(request("house", 1).put("enable_hr", true).put("hr_scale", 1.5));

        assertThat(picture.getWidth()).isEqualTo(192);
    }

    @Test
    void the_png_tells_its_parameters_and_who_painted() throws IOException {
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
    void the_png_keeps_a_prompt_in_any_script() throws IOException {
        JsonNode reply = client.txt2img(request("熊猫 panda", 3));

        assertThat(parameters(bytes(reply, 0))).startsWith("熊猫 panda\n");
    }

    @Test
    void weights_tags_and_words_of_praise_do_not_change_the_thing() {
        int[] plain = Pixels.of(client.paint(request("panda", 3)));

        assertThat(Pixels.of(client.paint(request("masterpiece, best quality, (panda:1.2) <lora:x:1>, 8k", 3))))
                .isEqualTo(plain);
    }

    @Test
    void a_subseed_moves_the_picture_a_little_or_all_the_way() {
        ObjectNode request = request("fox", 1).put("subseed", 99).put("subseed_strength", 1);

        assertThat(Pixels.distance(client.paint(request), client.paint(request("fox", 1))))
                .isPositive();
        request.put("subseed_strength", 0);
        assertThat(Pixels.distance(client.paint(request), client.paint(request("fox", 1))))
                .isZero();
    }

    @Test
    void the_request_comes_back_and_pictures_only_if_wanted() {
        JsonNode reply = client.txt2img(request("fox", 1).put("send_images", false));

        assertThat(reply.path("images")).isEmpty();
        assertThat(reply.path("parameters").path("prompt").asText()).isEqualTo("fox");
        assertThat(info(reply).path("index_of_first_image").asInt(-1)).isZero();
    }

    @Test
    void an_unknown_checkpoint_is_passed_over_in_silence_and_info_tells_the_truth() {
        JsonNode reply = client.txt2img(withCheckpoint("no-such.safetensors"));

        assertThat(info(reply).path("sd_model_name").asText()).isEqualTo("tiny-emoji");
    }

    @Test
    void the_documents_sample_checkpoint_is_answered_for_and_the_png_says_who_painted() throws IOException {
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
