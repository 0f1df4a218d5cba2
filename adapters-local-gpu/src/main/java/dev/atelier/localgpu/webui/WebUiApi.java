package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.webui.payload.ListedModel;
import dev.atelier.localgpu.webui.payload.NodeFeatures;
import dev.atelier.localgpu.webui.payload.NodeModelCatalog;
import dev.atelier.localgpu.webui.wire.LenientJson;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The small requests of the WebUI API. Methods return empty if the server has no such route. Thread-safe. */
final class WebUiApi {

    static final String PROGRESS_PATH = "/sdapi/v1/progress?skip_current_image=true";

    private static final String PREVIEW_PATH = "/sdapi/v1/progress?skip_current_image=false";

    private static final int MAX_BYTES = 8 << 20;

    /** The routes that refresh a type. ControlNet models are read whenever they are listed. */
    private static final Map<CheckpointType, String> REFRESH_PATHS = Map.of(
            CheckpointType.STABLE_DIFFUSION, "/sdapi/v1/refresh-checkpoints",
            CheckpointType.LORA, "/sdapi/v1/refresh-loras",
            CheckpointType.VAE, "/sdapi/v1/refresh-vae",
            CheckpointType.EMBEDDINGS, "/sdapi/v1/refresh-embeddings");

    /** WebUI reads the folder of hypernetworks only when it starts or creates one; this one is empty. */
    private static final String EMPTY_HYPERNETWORK = "atelier-refresh";

    private final NodeHttpClient connection;
    private final WebUiTimeouts timeouts;

    WebUiApi(NodeHttpClient connection, WebUiTimeouts timeouts) {
        this.connection = connection;
        this.timeouts = timeouts;
    }

    /** An extension without a valid list counts as not installed; the list of checkpoints is required. */
    NodeModelCatalog lists() throws NodeException {
        Map<CheckpointType, List<ListedModel>> models = new EnumMap<>(CheckpointType.class);
        models.put(CheckpointType.STABLE_DIFFUSION, checkpoints());
        put(models, CheckpointType.LORA, "/sdapi/v1/loras", ModelListParser::models);
        put(models, CheckpointType.VAE, "/sdapi/v1/sd-vae", ModelListParser::models);
        put(models, CheckpointType.CONTROL_NET, "/controlnet/model_list", ModelListParser::controlNets);
        put(models, CheckpointType.EMBEDDINGS, "/sdapi/v1/embeddings", ModelListParser::embeddings);
        put(models, CheckpointType.HYPERNETWORKS, "/sdapi/v1/hypernetworks", WebUiApi::hypernetworks);
        return new NodeModelCatalog(models, features());
    }

    private static List<ListedModel> hypernetworks(InputStream in) throws IOException {
        return ModelListParser.models(in).stream()
                .filter(model -> !model.modelName().equals(EMPTY_HYPERNETWORK))
                .toList();
    }

    private NodeFeatures features() throws NodeException {
        return new NodeFeatures(
                listIfOffered("/sdapi/v1/samplers", ModelListParser::choices).orElse(List.of()),
                listIfOffered("/sdapi/v1/schedulers", ModelListParser::choices),
                listIfOffered("/sdapi/v1/scripts", ModelListParser::scripts).orElse(Map.of()),
                progress().isPresent());
    }

    private List<ListedModel> checkpoints() throws NodeException {
        HttpRequest request = connection.request("/sdapi/v1/sd-models").build();
        return connection
                .ask(request, timeouts.answer(), ModelListParser::models)
                .orElseThrow(() -> NodeException.broken(
                        "The node has no route sd-models; WebUI offers it when started with --api"));
    }

    private void put(
            Map<CheckpointType, List<ListedModel>> models,
            CheckpointType type,
            String path,
            BodyParser<List<ListedModel>> parser)
            throws NodeException {
        listIfOffered(path, parser).ifPresent(list -> models.put(type, list));
    }

    private <T> Optional<T> listIfOffered(String path, BodyParser<T> parser) throws NodeException {
        return connection.askIfOffered(connection.request(path).build(), timeouts.answer(), parser);
    }

    /** Waits in the node's own queue behind its jobs. */
    void refresh(Set<CheckpointType> types) throws NodeException {
        for (CheckpointType type : types) {
            if (REFRESH_PATHS.containsKey(type)) {
                refresh(REFRESH_PATHS.get(type), LenientJson.MAPPER.createObjectNode());
            } else if (type == CheckpointType.HYPERNETWORKS) {
                ObjectNode empty = LenientJson.MAPPER.createObjectNode().put("name", EMPTY_HYPERNETWORK);
                empty.putArray("enable_sizes");
                refresh("/sdapi/v1/create/hypernetwork", empty.put("overwrite_old", true));
            }
        }
    }

    private void refresh(String path, ObjectNode body) throws NodeException {
        connection.ask(post(path, body), timeouts.job(), answer -> answer.transferTo(OutputStream.nullOutputStream()));
    }

    Optional<Progress> progress() throws NodeException {
        return json(connection.request(PROGRESS_PATH).build()).map(Progress::of);
    }

    Optional<JsonNode> options() throws NodeException {
        return json(connection.request("/sdapi/v1/options").build());
    }

    /** The maximum number of ControlNet units in a request; the node silently ignores further ones. */
    Optional<Integer> controlNetUnits() throws NodeException {
        return json(connection.request("/controlnet/settings").build())
                .map(settings -> settings.path("control_net_unit_count").asInt(0))
                .filter(units -> units > 0);
    }

    /** The status of the task as the node's own page gets it; only in WebUI with its pages. */
    Optional<JsonNode> task(String taskId) throws NodeException {
        ObjectNode body = LenientJson.MAPPER.createObjectNode().put("id_task", taskId);
        body.put("id_live_preview", -1).put("live_preview", false);
        return json(post("/internal/progress", body));
    }

    /** Interrupts whatever job is running; false if the server does not support it. */
    boolean interrupt() throws NodeException {
        return json(post("/sdapi/v1/interrupt", LenientJson.MAPPER.createObjectNode()))
                .isPresent();
    }

    /** Ends the image of whatever job is running; false if the server does not support it. */
    boolean skip() throws NodeException {
        return connection
                .ask(post("/sdapi/v1/skip", LenientJson.MAPPER.createObjectNode()), timeouts.answer(), body -> true)
                .isPresent();
    }

    /** The image that the running job is at, if the job fits; empty if the server has none. */
    Optional<byte[]> preview(Predicate<Progress> which) throws NodeException {
        return json(connection.request(PREVIEW_PATH).build())
                .filter(found -> which.test(Progress.of(found)))
                .map(found -> found.path("current_image").asText(""))
                .flatMap(WebUiApi::decoded);
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            byte[] image = Base64.getDecoder().decode(base64.replaceFirst("^data:[^,]{0,100},", ""));
            return image.length == 0 ? Optional.empty() : Optional.of(image);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private Optional<JsonNode> json(HttpRequest request) throws NodeException {
        return connection.ask(request, timeouts.answer(), body -> LenientJson.read(body, MAX_BYTES));
    }

    private HttpRequest post(String path, JsonNode body) {
        return connection
                .request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(LenientJson.write(body)))
                .build();
    }
}
