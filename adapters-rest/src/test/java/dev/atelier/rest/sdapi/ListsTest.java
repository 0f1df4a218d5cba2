package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What WebUI's clients list when they start. */
class ListsTest {

    private static SdapiServer server;
    private static SdapiServer empty;
    private static Http ann;

    @BeforeAll
    static void start() {
        server = new SdapiServer(Map.of());
        server.offer();
        server.add(CheckpointType.VAE, "vae.pt", null);
        server.add(CheckpointType.LORA, "style.safetensors", null);
        server.add(CheckpointType.EMBEDDINGS, "bad.pt", null);
        server.add(CheckpointType.HYPERNETWORKS, "hyper.pt", null);
        server.add(CheckpointType.CONTROL_NET, "canny.safetensors", null);
        ann = server.ann();
        empty = new SdapiServer(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
        empty.close();
    }

    @Test
    void checkpointsHaveAllFieldsAndNoOnesThatAreNotOpen() {
        List<Map<String, Object>> models = ann.get("/sdapi/v1/sd-models").list();
        assertThat(models).hasSize(2);
        assertThat(models.get(0))
                .containsEntry("title", SdapiServer.TITLE)
                .containsEntry("model_name", "v1-5-pruned-emaonly")
                .containsEntry("hash", "6ce0161689")
                .containsEntry("sha256", SdapiServer.SHA256)
                .containsEntry("filename", SdapiServer.CHECKPOINT)
                .containsEntry("config", null);
        assertThat(models.get(1))
                .containsEntry("title", "Zeta.ckpt")
                .containsEntry("hash", null)
                .containsEntry("sha256", null)
                .containsKey("config");
        assertThat(ann.get("/sdapi/v1/options").at("sd_model_checkpoint"))
                .isEqualTo(models.get(0).get("title"));
    }

    @Test
    void otherModelsAreListedByTheirNames() {
        assertThat(first("sd-vae")).containsEntry("model_name", "vae.pt").containsEntry("filename", "vae.pt");
        assertThat(first("loras"))
                .containsEntry("name", "style")
                .containsEntry("alias", "style")
                .containsEntry("path", "style.safetensors")
                .containsEntry("metadata", Map.of());
        assertThat(first("hypernetworks")).containsEntry("name", "hyper").containsEntry("path", "hyper.pt");
        HttpResult embeddings = ann.get("/sdapi/v1/embeddings");
        assertThat(embeddings.at("loaded.bad.shape")).isInstanceOf(Integer.class);
        assertThat(embeddings.at("skipped")).isEqualTo(Map.of());
    }

    @Test
    void whatNodesOfferHasWebUisFieldsAndNoPathOfANode() {
        assertThat(first("samplers"))
                .isEqualTo(Map.of(
                        "name", "Euler a", "aliases", List.of("k_euler_a"), "options", Map.of("scheduler", "karras")));
        assertThat(first("schedulers")).containsEntry("name", "sgm_uniform").containsEntry("label", "SGM Uniform");
        assertThat(first("upscalers"))
                .containsEntry("name", "ESRGAN_4x")
                .containsEntry("scale", 4.0)
                .containsEntry("model_path", null);
        assertThat(first("latent-upscale-modes")).isEqualTo(Map.of("name", "Latent"));
        assertThat(first("face-restorers")).containsEntry("name", "CodeFormer").containsKey("cmd_dir");
        assertThat(ann.get("/sdapi/v1/scripts").object())
                .isEqualTo(Map.of("txt2img", List.of("controlnet"), "img2img", List.of("controlnet")));
        assertThat(first("script-info")).containsEntry("name", "controlnet").containsEntry("is_alwayson", true);
        assertThat(ann.get("/sdapi/v1/memory").at("cuda.system")).isEqualTo(Map.of("free", 5, "used", 15, "total", 20));
        assertThat(ann.get("/sdapi/v1/memory").at("ram.free")).isEqualTo(3);
    }

    @Test
    void controlNetIsListedWhereANodeHasIt() {
        assertThat(ann.get("/controlnet/version").at("version")).isEqualTo(3);
        assertThat(ann.get("/controlnet/settings").at("control_net_unit_count")).isEqualTo(5);
        assertThat(ann.get("/controlnet/model_list").at("model_list")).isEqualTo(List.of("canny"));
        assertThat(ann.get("/controlnet/module_list").at("module_list")).isEqualTo(List.of("none", "canny"));
        assertThat(ann.get("/controlnet/control_types").at("control_types.All.module_list"))
                .isEqualTo(List.of("none", "canny"));
        notFound(empty.ann().get("/controlnet/version"));
        notFound(ann.get("/controlnet/x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sd-vae",
                "loras",
                "hypernetworks",
                "samplers",
                "schedulers",
                "upscalers",
                "latent-upscale-modes",
                "face-restorers",
                "prompt-styles",
                "script-info",
                "extensions",
                "realesrgan-models"
            })
    void emptyListsAreLists(String list) {
        assertThat(empty.ann().get("/sdapi/v1/" + list + "?update=1").list()).isEmpty();
    }

    @Test
    void emptyObjectsHaveTheirShape() {
        Http client = empty.ann();
        assertThat(client.get("/sdapi/v1/embeddings").object())
                .isEqualTo(Map.of("loaded", Map.of(), "skipped", Map.of()));
        assertThat(client.get("/sdapi/v1/scripts").object()).containsOnlyKeys("txt2img", "img2img");
        assertThat((String) client.get("/sdapi/v1/memory").at("cuda.error")).isNotBlank();
        assertThat(client.get("/sdapi/v1/cmd-flags").object()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "refresh-checkpoints",
        "refresh-vae",
        "refresh-loras",
        "refresh-embeddings",
        "unload-checkpoint",
        "reload-checkpoint"
    })
    void whatHasNoEffectIsAnsweredAsJson(String command) {
        for (String body : new String[] {"{}", "\"\"", "", "null"}) {
            HttpResult reply = ann.send("POST", "/sdapi/v1/" + command, body);
            assertThat(reply.object()).isEmpty();
            assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        }
        assertThat(ann.send("POST", "/sdapi/v1/" + command).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sdapi/v1/server-stop", "/sdapi/v1/create/embedding", "/sdapi/v1/train/hypernetwork"})
    void whatIsNotServedSaysSo(String path) {
        HttpResult reply = ann.send("POST", path, "{\"image\": \"x\"}");
        assertThat(reply.status()).isEqualTo(501);
        assertThat((String) reply.at("message")).contains("is not served");
        assertThat(reply.json()).containsKeys("error", "detail", "body", "errors");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /sdapi/v1/nothing",
        "POST, /sdapi/v1/nothing",
        "GET, /sdapi/v2/options",
        "GET, /internal/x",
        "PUT, /sdapi/v1/options"
    })
    void unknownPathsAreAnsweredInWebUisShape(String method, String path) {
        HttpResult reply = ann.send(method, path);
        assertThat(reply.status()).isBetween(404, 405);
        assertThat(reply.json()).containsKey("detail");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void whatIsLookedAtBesideTheApiIsThere() {
        Http anyone = server.anyone();
        assertThat(anyone.get("/").status()).isEqualTo(200);
        assertThat(anyone.with("Accept", "*/*").send("HEAD", "/").status()).isEqualTo(200);
        assertThat(anyone.with("Accept", "text/html").get("/").status()).isIn(200, 303);
        assertThat(ann.get("//queue/status").at("msg")).isEqualTo("estimation");
        assertThat(ann.get("/queue/status").at("queue_size")).isEqualTo(0);
        assertThat(ann.get("/config").at("components")).isEqualTo(List.of());
        assertThat(ann.with("Content-Type", "application/x-www-form-urlencoded")
                        .send("POST", "/login", "username=a&password=b")
                        .status())
                .isEqualTo(200);
        assertThat(ann.get("/user").value(200)).isEqualTo("ann");
        assertThat(ann.get("/internal/ping").object()).isEmpty();
        assertThat(ann.get("//sdapi//v1//sd-models/?genkey=1&alias_names=2").list())
                .hasSize(2);
        assertThat(server.rest.http().get("/").status()).isEqualTo(200);
    }

    @Test
    void modelsAreListedToWhomMayListThem() {
        server.rest.addUserHolding("generates", "inference:create");
        Http generates = server.with("generates", RestServer.KEY);
        assertThat(generates.get("/sdapi/v1/sd-models").list()).isEmpty();
        assertThat(generates.get("/sdapi/v1/options").object()).containsEntry("sd_model_checkpoint", null);
        server.rest.addUserHolding("lists", "checkpoint:list");
        HttpResult denied = server.with("lists", RestServer.KEY).get("/sdapi/v1/sd-models");
        assertThat(denied.status()).isEqualTo(403);
        assertThat((String) denied.at("detail")).contains("inference:create");
    }

    private static void notFound(HttpResult reply) {
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json()).containsKey("detail");
    }

    private static Map<String, Object> first(String list) {
        return ann.get("/sdapi/v1/" + list).<Map<String, Object>>list().get(0);
    }
}
