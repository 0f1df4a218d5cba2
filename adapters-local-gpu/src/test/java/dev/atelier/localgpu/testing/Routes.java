package dev.atelier.localgpu.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.TaskType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Maps paths to handlers. */
final class Routes {

    private static final Set<String> GENERATIONS =
            Stream.of(TaskType.values()).map(TaskType::word).collect(Collectors.toUnmodifiableSet());

    private final WebUiSimulator node;
    private final SimulatedModelList simulatedModelList;
    private final GpuQueue queue;
    private final SimulatedGenerator simulatedGenerator = new SimulatedGenerator();

    Routes(WebUiSimulator node, SimulatedModelList simulatedModelList, GpuQueue queue) {
        this.node = node;
        this.simulatedModelList = simulatedModelList;
        this.queue = queue;
    }

    static boolean isGeneration(SimulatedRequest request) {
        boolean known = request.path().startsWith("/sdapi/v1/")
                || Set.of("/rembg", "/controlnet/detect").contains(request.path());
        return known && request.method().equals("POST") && GENERATIONS.contains(route(request.path()));
    }

    private static String route(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    CompletableFuture<Reply> answer(SimulatedRequest request, Optional<Fault> fault) {
        String route = route(request.path());
        if (!node.profile().has(route) || !serves(request.path())) {
            return now(Reply.detail(404, "Not Found"));
        }
        if (isGeneration(request)) {
            return generate(route, request.body(), fault);
        }
        if (request.method().equals("POST") && route.startsWith("refresh-")) {
            return inTurn(new SimulatedJob("", null, 1, new SimulatedJob.Work(job -> Duration.ZERO, Duration.ZERO)))
                    .thenApply(job -> Reply.ok(NullNode.instance));
        }
        return now(small(request, request.path().startsWith("/internal/") ? "task" : route));
    }

    private boolean serves(String path) {
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        return switch (folder) {
            case "/" -> path.equals("/rembg");
            case "/sdapi/v1/", "/sdapi/v1/create/" -> true;
            case "/internal/" -> node.hasPages();
            case "/controlnet/" -> simulatedModelList.has(CheckpointType.CONTROL_NET);
            default -> false;
        };
    }

    private Reply small(SimulatedRequest request, String route) {
        return switch (request.method() + " " + route) {
            case "GET sd-models" ->
                Reply.ok(simulatedModelList.checkpoints(node.profile().isWebUi()));
            case "GET loras" -> Reply.ok(simulatedModelList.loras(node.profile().isWebUi()));
            case "GET sd-vae" -> Reply.ok(simulatedModelList.named(CheckpointType.VAE, "model_name", "filename"));
            case "GET hypernetworks" ->
                Reply.ok(simulatedModelList.named(CheckpointType.HYPERNETWORKS, "name", "path"));
            case "POST hypernetwork" -> {
                node.created();
                yield Reply.ok(FaultyHttpServer.nothing());
            }
            case "GET embeddings" -> Reply.ok(simulatedModelList.embeddings());
            case "GET model_list" -> Reply.ok(simulatedModelList.controlNets());
            case "GET settings" ->
                Reply.ok(JsonNodeFactory.instance.objectNode().put("control_net_unit_count", 3));
            case "GET samplers" -> Reply.ok(simulatedGenerator.samplers(node.profile()));
            case "GET schedulers" -> Reply.ok(schedulers());
            case "GET scripts" -> Reply.ok(scripts());
            case "GET options" -> Reply.ok(options());
            case "GET progress" -> Reply.ok(queue.progress());
            case "POST task" ->
                Reply.ok(queue.task(request.body().path("id_task").asText()));
            case "POST interrupt" -> {
                queue.interrupt();
                yield Reply.ok(FaultyHttpServer.nothing());
            }
            case "POST skip" -> Reply.ok(NullNode.instance);
            case "GET upscalers" -> Reply.ok(named("None", "ESRGAN_4x"));
            case "GET latent-upscale-modes" -> Reply.ok(named("Latent"));
            case "GET memory" -> Reply.ok(memory());
            default -> Reply.detail(404, "Not Found");
        };
    }

    /** With the paths that WebUI has in these lists. */
    private static JsonNode named(String... names) {
        var list = JsonNodeFactory.instance.arrayNode();
        for (String name : names) {
            list.addObject().put("name", name).put("model_path", "/srv/" + name).put("scale", 4);
        }
        return list;
    }

    private static JsonNode memory() {
        ObjectNode memory = JsonNodeFactory.instance.objectNode();
        memory.putObject("ram").put("error", "unavailable");
        memory.putObject("cuda")
                .putObject("system")
                .put("free", 3)
                .put("used", 1)
                .put("total", 4);
        return memory;
    }

    private JsonNode schedulers() {
        var list = JsonNodeFactory.instance.arrayNode();
        if (!node.profile().isWebUi()) {
            List.of("default", "karras", "sgm_uniform")
                    .forEach(name -> list.addObject().put("name", name).put("label", name));
            return list;
        }
        for (String label : List.of("Automatic", "Karras", "Exponential", "SGM Uniform")) {
            list.addObject()
                    .put("label", label)
                    .put("name", label.toLowerCase(Locale.ROOT).replace(' ', '_'));
        }
        return list;
    }

    private JsonNode scripts() {
        ObjectNode scripts = JsonNodeFactory.instance.objectNode();
        for (String task : List.of("txt2img", "img2img")) {
            var titles = scripts.putArray(task).add("animatediff");
            if (simulatedModelList.has(CheckpointType.CONTROL_NET)) {
                titles.add("controlnet");
            }
        }
        return scripts;
    }

    private ObjectNode options() {
        ObjectNode options = JsonNodeFactory.instance.objectNode().put("samples_format", "png");
        if (node.profile().isWebUi()) {
            options.put("sd_checkpoint_hash", SimulatedModelList.hash(simulatedModelList.loaded()));
        }
        return options.put("sd_model_checkpoint", SimulatedModelList.stem(simulatedModelList.loaded()));
    }

    private CompletableFuture<Reply> generate(String route, JsonNode body, Optional<Fault> fault) {
        boolean generates = route.equals("txt2img") || route.equals("img2img");
        Set<String> scripts = simulatedModelList.has(CheckpointType.CONTROL_NET)
                ? Set.of("controlnet", "animatediff")
                : Set.of("animatediff");
        Optional<Reply> rejection =
                generates ? simulatedGenerator.rejection(node.profile(), route, body, scripts) : Optional.empty();
        if (rejection.isPresent()) {
            return now(rejection.get());
        }
        if (route.equals("rembg")) {
            return now(Reply.ok(simulatedGenerator.rembg(body))); // it does not queue
        }
        if (route.equals("detect")) {
            return now(simulatedGenerator.detect(body)); // neither does this
        }
        int images = generates ? SimulatedGenerator.images(node.profile(), body) : 1;
        Duration time = node.timePerImage(body).multipliedBy(images);
        Function<SimulatedJob, Duration> load = job -> generates ? load(job, body, fault) : Duration.ZERO;
        String taskId =
                node.profile().knowsTaskIds() ? body.path("force_task_id").asText(null) : null;
        SimulatedJob job = new SimulatedJob("scripts_" + route, taskId, images, new SimulatedJob.Work(load, time));
        return inTurn(job)
                .thenApply(done -> Reply.ok(
                        switch (route) {
                            case "txt2img", "img2img" -> simulatedGenerator.generate(body, job, node, fault);
                            case "interrogate" -> SimulatedGenerator.caption(fault);
                            default -> simulatedGenerator.extra(body, route.equals("extra-batch-images"), fault);
                        }));
    }

    private Duration load(SimulatedJob job, JsonNode body, Optional<Fault> fault) {
        String asked =
                body.path("override_settings").path("sd_model_checkpoint").asText("");
        boolean obeys = node.profile().isWebUi() && !fault.equals(Optional.of(Fault.WRONG_MODEL));
        boolean switched = obeys && simulatedModelList.load(asked);
        job.model = simulatedModelList.loaded();
        return switched ? node.countSwitch() : Duration.ZERO;
    }

    private CompletableFuture<SimulatedJob> inTurn(SimulatedJob job) {
        queue.add(job);
        return job.done;
    }

    private static CompletableFuture<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
