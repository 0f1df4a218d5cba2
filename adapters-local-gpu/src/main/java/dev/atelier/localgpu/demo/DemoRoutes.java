package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which path does what: the part of SD WebUI's API that this node speaks. */
final class DemoRoutes {

    /** What a route does with the bytes of a request's body. */
    @FunctionalInterface
    interface Route {
        JsonNode answer(byte[] body) throws Exception;
    }

    @FunctionalInterface
    private interface Handler {
        JsonNode answer(RequestFields body) throws Exception;
    }

    private final GenerationQueue generationQueue;
    private final WebUiOptions webUiOptions;
    private final DemoCheckpointCatalog demoCheckpointCatalog;
    private final Map<String, Route> posts;
    private final Map<String, Supplier<JsonNode>> gets;

    DemoRoutes(
            GenerationQueue generationQueue,
            WebUiOptions webUiOptions,
            DemoCheckpointCatalog demoCheckpointCatalog,
            ImageGenerator imageGenerator) {
        this.generationQueue = generationQueue;
        this.webUiOptions = webUiOptions;
        this.demoCheckpointCatalog = demoCheckpointCatalog;
        ExtrasService extrasService = new ExtrasService(generationQueue);
        this.posts = Map.ofEntries(
                Map.entry("/sdapi/v1/txt2img", reading(imageGenerator::txt2img)),
                Map.entry("/sdapi/v1/img2img", reading(imageGenerator::img2img)),
                Map.entry("/sdapi/v1/extra-single-image", reading(extrasService::single)),
                Map.entry("/sdapi/v1/extra-batch-images", reading(extrasService::batch)),
                Map.entry("/sdapi/v1/interrupt", body -> interrupt()),
                Map.entry("/sdapi/v1/skip", body -> skip()),
                Map.entry("/sdapi/v1/refresh-checkpoints", body -> refresh(demoCheckpointCatalog::refresh)),
                Map.entry("/sdapi/v1/refresh-vae", body -> refresh(() -> {})),
                Map.entry("/sdapi/v1/options", reading(this::setOptions)),
                Map.entry("/rembg", reading(DemoRoutes::removeBackground)));
        this.gets = Map.of(
                "/sdapi/v1/progress", generationQueue::progress,
                "/sdapi/v1/options", webUiOptions::toJson,
                "/sdapi/v1/samplers", () -> list(Stream.of(Sampler.values()), DemoRoutes::sampler),
                "/sdapi/v1/sd-models", () -> list(demoCheckpointCatalog.list().stream(), DemoCheckpoint::toJson),
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

    private static Route reading(Handler handler) {
        return body -> handler.answer(JsonCodec.fields(body));
    }

    private JsonNode interrupt() {
        generationQueue.interrupt();
        return JsonCodec.object();
    }

    private JsonNode skip() {
        generationQueue.skip();
        return NullNode.instance;
    }

    /** As in WebUI it waits for its turn, also where there is nothing to look for. */
    private JsonNode refresh(Runnable look) throws Exception {
        return generationQueue.inTurn(() -> {
            look.run();
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
        PlanarImage wanted = body.flag("return_mask", false) ? BackgroundRemover.mask(cut) : cut;
        return JsonCodec.object().put("image", Base64ImageCodec.encode(PngTextWriter.write(wanted.toImage(), "", "")));
    }

    private static JsonNode sampler(Sampler sampler) {
        ObjectNode json = JsonCodec.object().put("name", sampler.title());
        sampler.aliases().forEach(json.putArray("aliases")::add);
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

    private static <T> ArrayNode list(Stream<T> things, Function<T, JsonNode> toJson) {
        return things.map(toJson).collect(Collectors.collectingAndThen(Collectors.toList(), JsonCodec.array()::addAll));
    }
}
