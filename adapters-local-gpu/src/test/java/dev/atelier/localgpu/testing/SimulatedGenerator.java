package dev.atelier.localgpu.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Creates the responses to generation requests. */
final class SimulatedGenerator {

    private static final List<String> SAMPLERS = List.of("Euler a", "Euler", "DPM++ 2M", "LMS", "DDIM");
    private static final List<String> OLD_SAMPLERS = List.of("DPM++ 2M Karras", "LMS Karras");
    private static final List<String> OTHER_SAMPLERS = List.of("default", "euler_a", "euler", "dpm++2m", "lms");
    private static final int MAX_BATCH = 8;
    private static final String GIF = "R0lGODlhAQABAIAAAP8AAP///ywAAAAAAQABAAACAkQBADs=";

    private final AtomicLong nextSeed = new AtomicLong(1);

    JsonNode samplers(ServerProfile profile) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String name : profile.isWebUi() ? webUiSamplers(profile) : OTHER_SAMPLERS) {
            list.addObject().put("name", name).putArray("aliases").add("k_" + name.replace("Euler a", "euler_a"));
        }
        return list;
    }

    private static List<String> webUiSamplers(ServerProfile profile) {
        return Stream.concat(SAMPLERS.stream(), profile.has("schedulers") ? Stream.empty() : OLD_SAMPLERS.stream())
                .toList();
    }

    /** The rejection before queuing, as the server would respond. */
    Optional<Reply> rejection(ServerProfile profile, String route, JsonNode request, Set<String> scripts) {
        if (!request.isObject()) {
            return Optional.of(notAnObject());
        }
        if (!profile.isWebUi()) {
            return request.properties().stream()
                    .filter(field -> field.getValue().isNull())
                    .findFirst()
                    .map(field -> Reply.error(500, "server_error", field.getKey() + " must not be null", ""));
        }
        if (!webUiSamplers(profile).contains(request.path("sampler_name").asText("Euler"))) {
            return Optional.of(Reply.error(404, "HTTPException", "Sampler not found", ""));
        }
        if (route.equals("img2img") && request.path("init_images").isEmpty()) {
            return Optional.of(Reply.error(404, "HTTPException", "Init image not found", ""));
        }
        for (var script : request.path("alwayson_scripts").properties()) {
            if (!scripts.contains(script.getKey().toLowerCase(Locale.ROOT))) {
                String detail = "always on script " + script.getKey() + " not found";
                return Optional.of(Reply.error(422, "HTTPException", detail, ""));
            }
        }
        return Optional.empty();
    }

    private static Reply notAnObject() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode entry = json.putArray("detail").addObject().put("msg", "value is not a valid dict");
        entry.putArray("loc").add("body");
        return Reply.of(422, json);
    }

    static int images(ServerProfile profile, JsonNode request) {
        if (!profile.isWebUi()) {
            return Math.min(MAX_BATCH, request.path("batch_size").asInt(1));
        }
        int inputs = request.path("init_images").size();
        if (inputs > 1) {
            return request.path("n_iter").asInt(1) * inputs;
        }
        return request.path("n_iter").asInt(1) * request.path("batch_size").asInt(1);
    }

    /**
     * The images, each with its mask behind it if there is one and the node's setting is on and not overridden; of AnimateDiff
     * the animation in their place.
     */
    ObjectNode generate(JsonNode request, SimulatedJob job, WebUiSimulator node, Optional<Fault> fault) {
        boolean withInfo = node.profile().isWebUi();
        boolean masks = request.has("mask")
                && request.path("override_settings").path("return_mask").asBoolean(node.returnsMasks());
        long seed = request.path("seed").asLong(-1) < 0
                ? nextSeed.getAndIncrement()
                : request.path("seed").asLong();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode images = answer.putArray("images");
        boolean extra = fault.equals(Optional.of(Fault.EXTRA_IMAGES));
        if (extra) {
            images.add(TinyPng.base64("grid", seed));
        }
        int made = fault.equals(Optional.of(Fault.TOO_FEW_IMAGES)) ? 1 : job.images;
        for (int i = 0; i < made && !fault.equals(Optional.of(Fault.NO_IMAGES)); i++) {
            images.add(image(request, seed + i, job.model, fault));
            if (masks) {
                images.add(TinyPng.base64("mask", seed + i));
            }
        }
        if (request.path("alwayson_scripts").has("AnimateDiff")) {
            images.removeAll();
            images.add(GIF);
        }
        if (extra) {
            images.add(TinyPng.base64("detect map", seed));
        }
        ObjectNode echo = request.deepCopy();
        answer.set("parameters", echo.without(List.of("init_images", "mask")));
        return answer.put(
                "info", withInfo ? info(request, seed, job, extra ? 1 : 0).toString() : "");
    }

    private static String image(JsonNode request, long seed, String model, Optional<Fault> fault) {
        if (fault.equals(Optional.of(Fault.NOT_BASE64))) {
            return "!?".repeat(10_000);
        }
        return fault.equals(Optional.of(Fault.NOT_AN_IMAGE))
                ? "bm90IGFuIGltYWdlIGF0IGFsbA=="
                : TinyPng.base64(request.path("prompt").asText(), seed, model);
    }

    private ObjectNode info(JsonNode request, long seed, SimulatedJob job, int first) {
        ObjectNode info = JsonNodeFactory.instance.objectNode();
        info.put("prompt", request.path("prompt").asText()).put("seed", seed);
        info.put("sd_model_name", SimulatedModelList.stem(job.model.substring(job.model.lastIndexOf('/') + 1)));
        info.put("sd_model_hash", SimulatedModelList.hash(job.model).substring(0, 10));
        info.put("index_of_first_image", first)
                .put("job_timestamp", job.timestamp)
                .put("version", "simulated");
        ArrayNode prompts = info.putArray("all_prompts");
        ArrayNode seeds = info.putArray("all_seeds");
        ArrayNode subseeds = info.putArray("all_subseeds");
        ArrayNode texts = info.putArray("infotexts");
        long subseed = request.path("subseed").asLong(-1) < 0
                ? nextSeed.getAndIncrement()
                : request.path("subseed").asLong();
        info.put("subseed", subseed).putArray("styles");
        int drawn = request.path("n_iter").asInt(1) * request.path("batch_size").asInt(1);
        for (int i = 0; i < drawn; i++) { // before fewer input images reduce the batch
            prompts.add(request.path("prompt").asText());
            seeds.add(seed + i);
            subseeds.add(subseed + i);
            texts.add("Seed: " + (seed + i));
        }
        return info;
    }

    ObjectNode extra(JsonNode request, boolean batch, Optional<Fault> fault) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("html_info", "<p>simulated</p>");
        String source = SimulatedModelList.hash(request.toString());
        if (batch) {
            ArrayNode images = answer.putArray("images");
            int made = fault.equals(Optional.of(Fault.TOO_FEW_IMAGES))
                    ? 1
                    : request.path("imageList").size();
            for (int i = 0; i < made; i++) {
                images.add(image(request, i, "", fault));
            }
        } else if (!fault.equals(Optional.of(Fault.NO_IMAGES))) {
            answer.put("image", TinyPng.base64("extra", source));
        }
        return answer;
    }

    /** WebUI's own error is a caption too. */
    static JsonNode caption(Optional<Fault> fault) {
        boolean fails = fault.equals(Optional.of(Fault.NO_IMAGES));
        return JsonNodeFactory.instance.objectNode().put("caption", fails ? "a cat<error>" : "a cat");
    }

    /** The extension makes images with some of its modules, and knows no others. */
    Reply detect(JsonNode request) {
        String module = request.path("controlnet_module").asText("none");
        if (module.equals("unknown")) {
            return Reply.error(422, "HTTPException", "Module not available", "");
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("info", "Success");
        ArrayNode images = answer.putArray("images");
        if (!module.equals("clip_vision")) {
            request.path("controlnet_input_images").forEach(image -> images.add(TinyPng.base64(module, images.size())));
        }
        return Reply.ok(answer);
    }

    /** The extension returns null if no model is named. */
    JsonNode rembg(JsonNode request) {
        if (request.path("model").asText("None").equals("None")) {
            return JsonNodeFactory.instance.nullNode();
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("image", TinyPng.base64("rembg", SimulatedModelList.hash(request.toString())));
    }
}
