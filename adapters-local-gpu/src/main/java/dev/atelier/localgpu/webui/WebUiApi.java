package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The small questions that a node is asked. What a server has no route for is answered with nothing. Thread-safe. */
final class WebUiApi {

    private static final int MAX_BYTES = 8 << 20;

    /** What looks for new files of a type. For the others the node looks whenever it lists them, or when it starts. */
    private static final Map<CheckpointType, String> REFRESHING = Map.of(
            CheckpointType.STABLE_DIFFUSION, "/sdapi/v1/refresh-checkpoints",
            CheckpointType.LORA, "/sdapi/v1/refresh-loras",
            CheckpointType.VAE, "/sdapi/v1/refresh-vae",
            CheckpointType.EMBEDDINGS, "/sdapi/v1/refresh-embeddings");

    private final NodeHttpClient connection;
    private final WebUiTimeouts timeouts;

    WebUiApi(NodeHttpClient connection, WebUiTimeouts timeouts) {
        this.connection = connection;
        this.timeouts = timeouts;
    }

    /** An extension whose list is broken is as good as not there; without checkpoints the node is no use. */
    NodeModelCatalog lists() throws NodeException {
        Map<CheckpointType, List<ListedModel>> models = new EnumMap<>(CheckpointType.class);
        models.put(CheckpointType.STABLE_DIFFUSION, checkpoints());
        put(models, CheckpointType.LORA, "/sdapi/v1/loras", ModelListParser::models);
        put(models, CheckpointType.VAE, "/sdapi/v1/sd-vae", ModelListParser::models);
        put(models, CheckpointType.CONTROL_NET, "/controlnet/model_list", ModelListParser::controlNets);
        put(models, CheckpointType.EMBEDDINGS, "/sdapi/v1/embeddings", ModelListParser::embeddings);
        put(models, CheckpointType.HYPERNETWORKS, "/sdapi/v1/hypernetworks", ModelListParser::models);
        return new NodeModelCatalog(
                models,
                listIfOffered("/sdapi/v1/schedulers", ModelListParser::entries).map(WebUiApi::schedulers));
    }

    private List<ListedModel> checkpoints() throws NodeException {
        HttpRequest request = connection.request("/sdapi/v1/sd-models").build();
        return connection
                .ask(request, timeouts.answer(), ModelListParser::models)
                .orElseThrow(() ->
                        NodeException.broken("The node has no route sd-models; WebUI has it when started with --api"));
    }

    private void put(
            Map<CheckpointType, List<ListedModel>> models,
            CheckpointType type,
            String path,
            BodyParser<List<ListedModel>> reader)
            throws NodeException {
        listIfOffered(path, reader).ifPresent(list -> models.put(type, list));
    }

    private <T> Optional<T> listIfOffered(String path, BodyParser<T> reader) throws NodeException {
        return connection.askIfOffered(connection.request(path).build(), timeouts.answer(), reader);
    }

    private static List<NodeModelCatalog.Scheduler> schedulers(List<Map<String, String>> entries) {
        return entries.stream()
                .map(entry ->
                        new NodeModelCatalog.Scheduler(entry.getOrDefault("label", ""), entry.getOrDefault("name", "")))
                .toList();
    }

    /** Waits in the node's own queue behind whatever is painted. */
    void refresh(Set<CheckpointType> types) throws NodeException {
        for (CheckpointType type : types) {
            if (REFRESHING.containsKey(type)) {
                HttpRequest request = post(REFRESHING.get(type), LenientJson.MAPPER.createObjectNode());
                connection.ask(request, timeouts.job(), body -> body.transferTo(OutputStream.nullOutputStream()));
            }
        }
    }

    Optional<Progress> progress() throws NodeException {
        return json(connection
                        .request("/sdapi/v1/progress?skip_current_image=true")
                        .build())
                .map(Progress::of);
    }

    Optional<JsonNode> options() throws NodeException {
        return json(connection.request("/sdapi/v1/options").build());
    }

    /** How many ControlNet units a request can have; more are cut off without a word. */
    Optional<Integer> controlNetUnits() throws NodeException {
        return json(connection.request("/controlnet/settings").build())
                .map(settings -> settings.path("control_net_unit_count").asInt(0))
                .filter(units -> units > 0);
    }

    /** What the node's own page would be told of this task; only WebUI with its pages has that. */
    Optional<JsonNode> task(String taskId) throws NodeException {
        ObjectNode question = LenientJson.MAPPER.createObjectNode().put("id_task", taskId);
        question.put("id_live_preview", -1).put("live_preview", false);
        return json(post("/internal/progress", question));
    }

    /** Interrupts whatever runs; false when the server cannot. */
    boolean interrupt() throws NodeException {
        return json(post("/sdapi/v1/interrupt", LenientJson.MAPPER.createObjectNode()))
                .isPresent();
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
