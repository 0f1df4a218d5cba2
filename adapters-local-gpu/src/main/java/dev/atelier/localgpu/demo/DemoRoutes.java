package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import dev.atelier.localgpu.demo.diffusion.Sampler;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The routes of the part of SD WebUI's API that this node implements. */
final class DemoRoutes {

    /** Handles a request, given the bytes of its body. */
    @FunctionalInterface
    interface Route {
        JsonNode respond(byte[] body) throws Exception;
    }

    @FunctionalInterface
    private interface Handler {
        JsonNode respond(RequestFields body) throws Exception;
    }

    private final GenerationQueue generationQueue;
    private final WebUiOptions webUiOptions;
    private final Map<String, Route> posts;
    private final Map<String, Supplier<JsonNode>> gets;

    DemoRoutes(
            GenerationQueue generationQueue,
            WebUiOptions webUiOptions,
            DemoCheckpointCatalog catalog,
            ImageGenerator imageGenerator) {
        this.generationQueue = generationQueue;
        this.webUiOptions = webUiOptions;
        ExtrasService extrasService = new ExtrasService(generationQueue);
        this.posts = Map.ofEntries(
                Map.entry("/sdapi/v1/txt2img", parsing(imageGenerator::txt2img)),
                Map.entry("/sdapi/v1/img2img", parsing(imageGenerator::img2img)),
                Map.entry("/sdapi/v1/extra-single-image", parsing(extrasService::single)),
                Map.entry("/sdapi/v1/extra-batch-images", parsing(extrasService::batch)),
                Map.entry("/sdapi/v1/interrupt", body -> interrupt()),
                Map.entry("/sdapi/v1/skip", body -> skip()),
                Map.entry("/sdapi/v1/refresh-checkpoints", body -> refresh(catalog::refresh)),
                Map.entry("/sdapi/v1/refresh-vae", body -> refresh(() -> {})),
                Map.entry("/sdapi/v1/options", parsing(this::setOptions)),
                Map.entry("/rembg", parsing(DemoRoutes::removeBackground)));
        this.gets = Map.of(
                "/sdapi/v1/progress", generationQueue::progress,
                "/sdapi/v1/options", webUiOptions::toJson,
                "/sdapi/v1/samplers", DemoRoutes::samplers,
                "/sdapi/v1/sd-models", () -> list(catalog.list().stream(), DemoCheckpoint::toJson),
                "/sdapi/v1/sd-vae", JsonCodec::array,
                "/sdapi/v1/upscalers", ExtrasService::upscalers,
                "/sdapi/v1/embeddings", DemoRoutes::embeddings,
                "/sdapi/v1/loras", JsonCodec::array,
                "/sdapi/v1/memory", DemoRoutes::memory);
    }

    Route find(String method, String path) {
        if (method.equals("POST") && posts.containsKey(path)) {
            return posts.get(path);
        }
        if (method.equals("GET") && gets.containsKey(path)) {
            return body -> gets.get(path).get();
        }
        throw posts.containsKey(path) || gets.containsKey(path)
                ? WebUiErrorException.plain(405, "Method Not Allowed")
                : WebUiErrorException.plain(404, "Not Found");
    }

    private static Route parsing(Handler handler) {
        return body -> handler.respond(JsonCodec.fields(body));
    }

    private JsonNode interrupt() {
        generationQueue.interrupt();
        return JsonCodec.object();
    }

    private JsonNode skip() {
        generationQueue.skip();
        return NullNode.instance;
    }

    /** Queued behind running jobs, as in WebUI, also where there is nothing to refresh. */
    private JsonNode refresh(Runnable refresh) throws Exception {
        return generationQueue.run(() -> {
            refresh.run();
            return NullNode.instance;
        });
    }

    private JsonNode setOptions(RequestFields body) {
        webUiOptions.set(body);
        return NullNode.instance;
    }

    private static JsonNode removeBackground(RequestFields body) {
        String model = body.text("model", "u2net");
        if (Set.of("", "None").contains(model)) {
            return NullNode.instance;
        }
        PlanarImage cut = BackgroundRemover.cutOut(Base64ImageCodec.decode(body.text("input_image", "")));
        PlanarImage result = body.flag("return_mask", false) ? BackgroundRemover.mask(cut) : cut;
        return JsonCodec.object().put("image", Base64ImageCodec.encode(PngTextWriter.write(result.toImage(), "", "")));
    }

    private static JsonNode samplers() {
        return list(
                Stream.concat(
                        Stream.of(Sampler.values()).map(own -> sampler(own.title(), own.aliases())),
                        SamplerSelection.substituted().map(name -> sampler(name, List.of()))),
                Function.identity());
    }

    private static JsonNode sampler(String name, List<String> aliases) {
        ObjectNode json = JsonCodec.object().put("name", name);
        aliases.forEach(json.putArray("aliases")::add);
        json.putObject("options");
        return json;
    }

    private static JsonNode embeddings() {
        ObjectNode json = JsonCodec.object();
        json.putObject("loaded");
        json.putObject("skipped");
        return json;
    }

    private static JsonNode memory() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        ObjectNode json = JsonCodec.object();
        json.putObject("ram")
                .put("free", system.getFreeMemorySize())
                .put("used", system.getTotalMemorySize() - system.getFreeMemorySize())
                .put("total", system.getTotalMemorySize());
        json.putObject("cuda").put("error", "unavailable");
        return json;
    }

    private static <T> ArrayNode list(Stream<T> items, Function<T, JsonNode> toJson) {
        return items.map(toJson).collect(Collectors.collectingAndThen(Collectors.toList(), JsonCodec.array()::addAll));
    }
}
