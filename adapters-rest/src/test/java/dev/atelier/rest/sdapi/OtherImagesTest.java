package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.TestJson;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations of WebUI on images. */
class OtherImagesTest {

    private static final String PNG = Base64.getEncoder()
            .encodeToString(("\u0089PNG\r\n\u001a\n" + "x".repeat(100)).getBytes(StandardCharsets.ISO_8859_1));

    private static SdapiServer server;
    private static Http ann;

    @BeforeAll
    static void start() {
        server = new SdapiServer(Map.of());
        ann = server.ann();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void succeed() {
        server.succeed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data:image/png;base64,"})
    void anImageIsChangedWhetherBareOrAsUrl(String prefix) {
        HttpResult reply = send(
                "/sdapi/v1/img2img",
                Map.of(
                        "init_images",
                        List.of(prefix + PNG),
                        "mask",
                        prefix + PNG,
                        "inpaint_full_res",
                        1,
                        "mask_blur",
                        "4",
                        "denoising_strength",
                        "0.5",
                        "include_init_images",
                        true));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(server.newest().taskType()).isEqualTo(TaskType.IMG2IMG);
        assertThat(server.payload(server.newest()))
                .containsEntry("init_images", List.of(prefix + PNG))
                .containsEntry("inpaint_full_res", true)
                .containsEntry("mask_blur", 4)
                .doesNotContainKey("include_init_images");
        assertThat(reply.text()).doesNotContain(PNG);
    }

    @Test
    void anImageThatIsMissingIsNamed() {
        HttpResult reply = send("/sdapi/v1/img2img", Map.of("prompt", "x"));
        assertThat(reply.status()).isEqualTo(422);
        assertThat((String) reply.at("message")).contains("init_images");
    }

    @Test
    void unitsOfControlNetAreTakenAsClientsSendThem() {
        Map<String, Object> off = Map.of("enabled", false, "image", "", "model", "", "module", "none");
        Map<String, Object> on =
                Map.of("enabled", true, "module", "canny", "model", "None", "image", Map.of("image", PNG, "mask", PNG));
        HttpResult reply = send(
                "/sdapi/v1/txt2img",
                Map.of("alwayson_scripts", Map.of("controlnet", Map.of("args", List.of(off, on)))));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(TestJson.at(server.payload(server.newest()), "alwayson_scripts"))
                .containsKey("controlnet");
    }

    @Test
    void extrasAnswerWithTheirImageAndInfo() {
        server.rest.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Succeeded(
                List.of(new SdapiServer.Image(SdapiServer.image(1))), "null", "\"<p>twice</p>\"")));
        HttpResult one = send(
                "/sdapi/v1/extra-single-image",
                Map.of("image", PNG, "upscaling_resize", "2", "upscaler_1", "ESRGAN_4x", "password", "x"));
        assertThat(one.object()).containsOnlyKeys("html_info", "image").containsEntry("html_info", "<p>twice</p>");
        assertThat(Base64.getDecoder().decode((String) one.at("image"))).isEqualTo(SdapiServer.image(1));
        assertThat(server.payload(server.newest())).containsOnlyKeys("image", "upscaling_resize", "upscaler_1");

        HttpResult many = send(
                "/sdapi/v1/extra-batch-images",
                Map.of("imageList", List.of(Map.of("data", PNG, "name", "a.png")), "upscaling_resize", 2));
        assertThat(many.object()).containsOnlyKeys("html_info", "images");
        assertThat((List<?>) many.at("images")).hasSize(1);

        HttpResult cut = send("/rembg", Map.of("input_image", PNG, "model", "u2net", "return_mask", "false"));
        assertThat(cut.object()).containsOnlyKeys("image");
        assertThat(server.newest().taskType()).isEqualTo(TaskType.REMBG);
    }

    @Test
    void anImageIsDescribed() {
        server.rest.atelier.backend.answer(
                job -> Optional.of(new InferenceOutcome.Succeeded(List.of(), "null", "\"a \\\"cat\\\"\"")));
        HttpResult reply = send("/sdapi/v1/interrogate", Map.of("image", PNG, "model", "clip", "password", "x"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.object()).isEqualTo(Map.of("caption", "a \"cat\""));
        assertThat(server.newest().taskType()).isEqualTo(TaskType.INTERROGATE);
        assertThat(server.payload(server.newest())).isEqualTo(Map.of("image", PNG, "model", "clip"));
        String job = "/inferences/" + server.newest().id();
        assertThat(server.rest.http().get(job).is(200).at("data.image_names")).isEqualTo(List.of());
    }

    @Test
    void preprocessorsMakeMaps() {
        server.rest.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Succeeded(
                List.of(new SdapiServer.Image(SdapiServer.image(1)), new SdapiServer.Image(SdapiServer.image(2))),
                "null",
                "\"Success\"")));
        HttpResult reply = send(
                "/controlnet/detect",
                Map.of(
                        "controlnet_module",
                        "canny",
                        "controlnet_input_images",
                        List.of(PNG, "data:image/png;base64," + PNG),
                        "controlnet_processor_res",
                        "512",
                        "controlnet_threshold_a",
                        64));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.object()).containsOnlyKeys("images", "info").containsEntry("info", "Success");
        assertThat(Base64.getDecoder().decode((String) reply.at("images.1"))).isEqualTo(SdapiServer.image(2));
        assertThat(server.newest().taskType()).isEqualTo(TaskType.DETECT);
        assertThat(server.payload(server.newest())).containsEntry("controlnet_processor_res", 512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "http://127.0.0.1/x.png", "C:\\\\secret.png"})
    void pathsAndUrlsAreNotPassedOn(String image) {
        int before = server.rest.atelier.backend.running().size();
        String detect = "{\"controlnet_module\": \"canny\", \"controlnet_input_images\": [\"" + image + "\"]}";
        assertThat(ann.send("POST", "/controlnet/detect", detect).status()).isEqualTo(422);
        String module = "{\"controlnet_module\": \"" + image + "\", \"controlnet_input_images\": []}";
        assertThat(ann.send("POST", "/controlnet/detect", module).status()).isEqualTo(422);
        String model = "{\"model\": \"" + image + "\"}";
        assertThat(ann.send("POST", "/sdapi/v1/interrogate", model).status()).isEqualTo(422);
        assertThat(server.rest.atelier.backend.running()).hasSize(before);
    }

    @Test
    void aUrlIsNotDescribed() {
        HttpResult reply = send("/sdapi/v1/interrogate", Map.of("image", "https://images.example/a.png"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat((String) reply.at("message")).contains("URL");
    }

    @Test
    void whatWasInterruptedHasNoCaption() {
        server.rest.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Canceled(job.user())));
        assertThat(send("/sdapi/v1/interrogate", Map.of("image", PNG)).object()).isEqualTo(Map.of("caption", ""));
        assertThat(send("/controlnet/detect", Map.of("controlnet_input_images", List.of(PNG)))
                        .object())
                .isEqualTo(Map.of("info", "", "images", List.of()));
    }

    @Test
    void theTextOfAPngIsReadHere() throws IOException {
        String parameters = "caf\u00e9, \u732b\nSteps: 20";
        byte[] png = png("tEXt", "Software\0WebUI", "iTXt", "parameters\0\0\0\0\0" + parameters);
        for (String prefix : List.of("", "data:image/png;base64,")) {
            HttpResult reply = send(
                    "/sdapi/v1/png-info",
                    Map.of("image", prefix + Base64.getEncoder().encodeToString(png), "model", "clip"));
            assertThat(reply.at("info")).isEqualTo(parameters);
            assertThat(reply.at("items")).isEqualTo(Map.of("Software", "WebUI", "parameters", parameters));
        }
        HttpResult latin = send("/sdapi/v1/png-info", Map.of("image", encoded(png("tEXt", "parameters\0a cat"))));
        assertThat(latin.at("info")).isEqualTo("a cat");
    }

    @Test
    void aFileWithoutTextHasAnEmptyOne() throws IOException {
        byte[] whole = png("tEXt", "parameters\0a cat");
        for (byte[] file :
                List.of(png(), "GIF89a".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(whole, 20), new byte[0])) {
            assertThat(send("/sdapi/v1/png-info", Map.of("image", encoded(file)))
                            .at("info"))
                    .isEqualTo("");
        }
        HttpResult missing = send("/sdapi/v1/png-info", Map.of("x", 1));
        assertThat(missing.status()).isEqualTo(422);
        assertThat(missing.at("detail.0.loc")).isEqualTo(List.of("body", "image"));
    }

    @Test
    void whatIsNoBase64IsAMistakeOfTheRequest() {
        HttpResult reply = send("/sdapi/v1/png-info", Map.of("image", "A"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.at("detail.0.loc")).isEqualTo(List.of("body", "image"));
    }

    private static String encoded(byte[] file) {
        return Base64.getEncoder().encodeToString(file);
    }

    private static byte[] png(String... typesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream png = new DataOutputStream(bytes);
        png.writeBytes("\u0089PNG\r\n\u001a\n");
        for (int at = 0; at < typesAndContents.length; at += 2) {
            boolean latin = typesAndContents[at].equals("tEXt");
            byte[] content =
                    typesAndContents[at + 1].getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
            png.writeInt(content.length);
            png.writeBytes(typesAndContents[at]);
            png.write(content);
            png.writeInt(0);
        }
        return bytes.toByteArray();
    }

    private static HttpResult send(String path, Map<String, Object> body) {
        return ann.send("POST", path, TestJson.write(body));
    }
}
