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
final class Routes {

    /** What a route does with the bytes of a request's body. */
    @FunctionalInterface
    interface Route {
        JsonNode answer(byte[] body) throws Exception;
    }

    @FunctionalInterface
    private interface Handler {
        JsonNode answer(Fields body) throws Exception;
    }

    private final Jobs jobs;
    private final Options options;
    private final DemoCheckpointCatalog demoCheckpointCatalog;
    private final Map<String, Route> posts;
    private final Map<String, Supplier<JsonNode>> gets;

    Routes(Jobs jobs, Options options, DemoCheckpointCatalog demoCheckpointCatalog, ImageGenerator imageGenerator) {
        this.jobs = jobs;
        this.options = options;
        this.demoCheckpointCatalog = demoCheckpointCatalog;
        Extras extras = new Extras(jobs);
        this.posts = Map.ofEntries(
                Map.entry("/sdapi/v1/txt2img", reading(imageGenerator::txt2img)),
                Map.entry("/sdapi/v1/img2img", reading(imageGenerator::img2img)),
                Map.entry("/sdapi/v1/extra-single-image", reading(extras::single)),
                Map.entry("/sdapi/v1/extra-batch-images", reading(extras::batch)),
                Map.entry("/sdapi/v1/interrupt", body -> interrupt()),
                Map.entry("/sdapi/v1/skip", body -> skip()),
                Map.entry("/sdapi/v1/refresh-checkpoints", body -> refresh(demoCheckpointCatalog::refresh)),
                Map.entry("/sdapi/v1/refresh-vae", body -> refresh(() -> {})),
                Map.entry("/sdapi/v1/options", reading(this::setOptions)),
                Map.entry("/rembg", reading(Routes::removeBackground)));
        this.gets = Map.of(
                "/sdapi/v1/progress", jobs::progress,
                "/sdapi/v1/options", options::toJson,
                "/sdapi/v1/samplers", () -> list(Stream.of(Sampler.values()), Routes::sampler),
                "/sdapi/v1/sd-models", () -> list(demoCheckpointCatalog.list().stream(), DemoCheckpoint::toJson),
                "/sdapi/v1/sd-vae", Json::array,
                "/sdapi/v1/upscalers", Extras::upscalers,
                "/sdapi/v1/embeddings", Routes::embeddings,
                "/sdapi/v1/loras", Json::array,
                "/sdapi/v1/memory", Routes::memory);
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
        return body -> handler.answer(Json.fields(body));
    }

    private JsonNode interrupt() {
        jobs.interrupt();
        return Json.object();
    }

    private JsonNode skip() {
        jobs.skip();
        return NullNode.instance;
    }

    /** As in WebUI it waits for its turn, also where there is nothing to look for. */
    private JsonNode refresh(Runnable look) throws Exception {
        return jobs.inTurn(() -> {
            look.run();
            return NullNode.instance;
        });
    }

    private JsonNode setOptions(Fields body) {
        options.set(body);
        return NullNode.instance;
    }

    private static JsonNode removeBackground(Fields body) {
        String model = body.text("model", "u2net");
        if (Set.of("", "None").contains(model)) {
            return NullNode.instance;
        }
        Planes cut = BackgroundRemoval.cutOut(Base64Images.decode(body.text("input_image", "")));
        Planes wanted = body.flag("return_mask", false) ? BackgroundRemoval.mask(cut) : cut;
        return Json.object().put("image", Base64Images.encode(PngText.write(wanted.toImage(), "", "")));
    }

    private static JsonNode sampler(Sampler sampler) {
        ObjectNode json = Json.object().put("name", sampler.title());
        sampler.aliases().forEach(json.putArray("aliases")::add);
        json.putObject("options");
        return json;
    }

    private static JsonNode embeddings() {
        ObjectNode json = Json.object();
        json.putObject("loaded");
        json.putObject("skipped");
        return json;
    }

    private static JsonNode memory() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        ObjectNode json = Json.object();
        json.putObject("ram")
                .put("free", system.getFreeMemorySize())
                .put("used", system.getTotalMemorySize() - system.getFreeMemorySize())
                .put("total", system.getTotalMemorySize());
        json.putObject("cuda").put("error", "unavailable");
        return json;
    }

    private static <T> ArrayNode list(Stream<T> things, Function<T, JsonNode> toJson) {
        return things.map(toJson).collect(Collectors.collectingAndThen(Collectors.toList(), Json.array()::addAll));
    }
}
