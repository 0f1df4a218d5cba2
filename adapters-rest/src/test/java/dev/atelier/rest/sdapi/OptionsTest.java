package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.TestJson;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's own options. */
class OptionsTest {

    private static final String PATH = "/sdapi/v1/options";

    private SdapiServer server;
    private Http ann;

    @BeforeEach
    void start() {
        server = new SdapiServer(Map.of());
        ann = server.ann();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void showWhatClientsLookFor() {
        Map<String, Object> options = ann.get(PATH).object();
        assertThat(options)
                .containsEntry("sd_model_checkpoint", SdapiServer.TITLE)
                .containsEntry("sd_checkpoint_hash", SdapiServer.SHA256)
                .containsEntry("sd_vae", "Automatic")
                .containsEntry("CLIP_stop_at_last_layers", 1)
                .containsEntry("inpainting_mask_weight", 1.0)
                .containsEntry("img2img_color_correction", false)
                .containsEntry("face_restoration_model", "CodeFormer")
                .doesNotContainKeys("forge_preset", "sd_backend", "sd_lyco");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zeta.ckpt", "Zeta", "zeta", "Zeta.ckpt [0123456789]", "Zeta [0123456789]"})
    void aModelIsNamedByTitleNameOrFile(String name) {
        set(Map.of("sd_model_checkpoint", name));
        assertThat(ann.get(PATH).at("sd_model_checkpoint")).isEqualTo("Zeta.ckpt");
        generate(Map.of());
        assertThat(checkpoint()).isEqualTo("Zeta.ckpt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SdapiServer.CHECKPOINT,
                "v1-5-pruned-emaonly",
                SdapiServer.TITLE,
                "6ce0161689",
                SdapiServer.SHA256
            })
    void aModelIsNamedByItsHashAsWell(String name) {
        set(Map.of("sd_model_checkpoint", "Zeta"));
        set(Map.of("sd_model_checkpoint", name));
        assertThat(ann.get(PATH).at("sd_model_checkpoint")).isEqualTo(SdapiServer.TITLE);
    }

    @Test
    void aTitleIsUnderstoodAfterItsHashBecameKnown() {
        server.add(CheckpointType.STABLE_DIFFUSION, "late.safetensors", null);
        set(Map.of("sd_model_checkpoint", "late.safetensors"));
        assertThat(ann.get(PATH).at("sd_model_checkpoint")).isEqualTo("late.safetensors");
        var checkpoint =
                server.rest.atelier.checkpoints.activeWithStems(Set.of("late")).get(0);
        server.rest.atelier.checkpoints.delete(checkpoint.id());
        server.add(CheckpointType.STABLE_DIFFUSION, "late.safetensors", "ab".repeat(32));

        assertThat(ann.get(PATH).at("sd_model_checkpoint")).isEqualTo("late.safetensors [ababababab]");
        set(Map.of("sd_model_checkpoint", "late.safetensors"));
        generate(Map.of("override_settings", Map.of("sd_model_checkpoint", "late.safetensors")));
        assertThat(checkpoint()).isEqualTo("late.safetensors");
    }

    @Test
    void areInForceForTheUserAlone() {
        set(Map.of("sd_model_checkpoint", "Zeta", "CLIP_stop_at_last_layers", 2, "sd_vae", "None"));

        assertThat(server.bob().get(PATH).at("sd_model_checkpoint")).isEqualTo(SdapiServer.TITLE);
        assertThat(server.bob().get(PATH).at("CLIP_stop_at_last_layers")).isEqualTo(1);
        generate(Map.of("prompt", "x"));
        assertThat(checkpoint()).isEqualTo("Zeta.ckpt");
        assertThat(server.payload(server.newest()))
                .isEqualTo(Map.of(
                        "prompt", "x", "override_settings", Map.of("CLIP_stop_at_last_layers", 2, "sd_vae", "None")));
        server.generate(server.bob(), Map.of("prompt", "x"));
        assertThat(checkpoint()).isEqualTo(SdapiServer.CHECKPOINT);
        assertThat(server.payload(server.newest())).isEqualTo(Map.of("prompt", "x"));
    }

    @Test
    void thoseOfARequestWin() {
        set(Map.of("sd_model_checkpoint", "Zeta", "CLIP_stop_at_last_layers", 2, "eta_noise_seed_delta", 5));
        generate(Map.of(
                "override_settings",
                Map.of("sd_model_checkpoint", SdapiServer.TITLE, "CLIP_stop_at_last_layers", 3),
                "override_settings_restore_afterwards",
                false));
        assertThat(checkpoint()).isEqualTo(SdapiServer.CHECKPOINT);
        assertThat(server.payload(server.newest()).get("override_settings"))
                .isEqualTo(Map.of("CLIP_stop_at_last_layers", 3, "eta_noise_seed_delta", 5));
    }

    @Test
    void allThatWasShownCanBeSentBack() {
        Map<String, Object> shown = ann.get(PATH).object();
        set(shown);
        assertThat(ann.get(PATH).object()).isEqualTo(shown);
        generate(Map.of());
        assertThat(server.payload(server.newest())).isEmpty();

        shown.put("sd_model_checkpoint", "Zeta.ckpt");
        shown.put("CLIP_stop_at_last_layers", 4);
        set(shown);
        set(ann.get(PATH).object());
        generate(Map.of());
        assertThat(checkpoint()).isEqualTo("Zeta.ckpt");
        assertThat(server.payload(server.newest()))
                .isEqualTo(Map.of("override_settings", Map.of("CLIP_stop_at_last_layers", 4)));
        set(Map.of("CLIP_stop_at_last_layers", 1));
        assertThat(ann.get(PATH).at("CLIP_stop_at_last_layers")).isEqualTo(1);
    }

    @Test
    void othersAreKeptAndShownButNotPassedOn() {
        set(Map.of("show_progress_type", "Full", "outdir_samples", "a"));
        assertThat(ann.get(PATH).object())
                .containsEntry("show_progress_type", "Full")
                .containsEntry("outdir_samples", "a");
        generate(Map.of());
        assertThat(server.payload(server.newest())).isEmpty();
    }

    @Test
    void thoseOfOtherSoftwareAreUnknownAsInWebUi() {
        for (String name : List.of("forge_preset", "sd_backend", "sd_lyco")) {
            HttpResult reply = ann.send("POST", PATH, TestJson.write(Map.of(name, "x")));
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.json()).containsEntry("error", "KeyError").containsEntry("errors", "'" + name + "'");
        }
        assertThat(ann.get(PATH).object()).doesNotContainKey("forge_preset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "hers.safetensors", "hers"})
    void aModelThatIsNotOpenIsAnErrorInBothPlaces(String name) {
        HttpResult reply = ann.send("POST", PATH, TestJson.write(Map.of("sd_model_checkpoint", name)));
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.at("error")).isEqualTo("RuntimeError");
        assertThat((String) reply.at("errors")).contains(name);
        assertThat(ann.get(PATH).at("sd_model_checkpoint")).isEqualTo(SdapiServer.TITLE);

        HttpResult generated = server.generate(ann, Map.of("override_settings", Map.of("sd_model_checkpoint", name)));
        assertThat(generated.status()).isEqualTo(404);
        assertThat((String) generated.at("detail")).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a b\": 1}",
                "{\"CLIP_stop_at_last_layers\": \"two\"}",
                "{\"upscaler_for_img2img\": \"/etc/passwd\"}",
                "[]"
            })
    void whatNoGenerationCouldTakeIsRejectedAtOnce(String body) {
        HttpResult reply = ann.send("POST", PATH, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat((String) reply.at("detail.0.msg")).isNotBlank();
    }

    @Test
    void haveLimits() {
        assertThat(ann.send("POST", PATH, TestJson.write(Map.of("a", "x".repeat(5000))))
                        .status())
                .isEqualTo(422);
        for (int i = 0; i < 500; i++) {
            server.rest.atelier.generationOptions.save(new UserName("ann"), Map.of("option_" + i, i));
        }
        HttpResult reply = ann.send("POST", PATH, "{\"one_more\": 1}");
        assertThat(reply.status()).isEqualTo(422);
        assertThat((String) reply.at("message")).contains("at most 500");
    }

    @Test
    void aChoiceIsInForceForTheNextRequestThoughItsAnswerIsNotAwaited() throws IOException {
        String body = TestJson.write(Map.of("sd_model_checkpoint", "Zeta"));
        String login = Base64.getEncoder().encodeToString("ann:secret-of-ann".getBytes(StandardCharsets.UTF_8));
        String head = "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + login + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n";
        OptionWrites writes = server.rest.bean(OptionWrites.class);
        try (Socket socket = new Socket("127.0.0.1", server.rest.uri().getPort())) {
            socket.getOutputStream().write((head + body.substring(0, 5)).getBytes(StandardCharsets.UTF_8));
            Awaitility.await().until(writes::isUnderWay);
            CompletableFuture<HttpResult> others = server.bob().sendAsync("POST", "/sdapi/v1/txt2img", new byte[0]);
            CompletableFuture<HttpResult> own = ann.sendAsync("POST", "/sdapi/v1/txt2img", new byte[0]);
            assertThat(others.join().status()).isEqualTo(200);
            assertThat(checkpoint()).isEqualTo(SdapiServer.CHECKPOINT);
            assertThat(own).isNotDone();

            socket.getOutputStream().write(body.substring(5).getBytes(StandardCharsets.UTF_8));
            assertThat(own.join().status()).isEqualTo(200);
        }
        assertThat(checkpoint()).isEqualTo("Zeta.ckpt");
        Awaitility.await().until(() -> !writes.isUnderWay());
    }

    private void set(Map<String, Object> options) {
        HttpResult reply = ann.send("POST", PATH, TestJson.write(options));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("null");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    }

    private void generate(Map<String, Object> request) {
        HttpResult reply = server.generate(ann, request);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    private String checkpoint() {
        return server.newest().checkpoint().orElseThrow().name();
    }
}
