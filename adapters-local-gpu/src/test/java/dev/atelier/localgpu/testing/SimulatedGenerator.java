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

/** Creates the responses to generation requests. */
final class SimulatedGenerator {

    private static final Set<String> SAMPLERS = Set.of("Euler a", "Euler", "DPM++ 2M", "DPM++ 2M Karras", "DDIM");

    private final AtomicLong nextSeed = new AtomicLong(1);

    /** The rejection before queuing, as WebUI would respond. */
    Optional<Reply> rejection(String route, JsonNode request, Set<String> scripts) {
        if (!request.isObject()) {
            return Optional.of(notAnObject());
        }
        if (!SAMPLERS.contains(request.path("sampler_name").asText("Euler"))) {
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

    static int images(JsonNode request) {
        return request.path("n_iter").asInt(1) * request.path("batch_size").asInt(1);
    }

    /** @param withInfo whether the response reports its parameters */
    ObjectNode generate(JsonNode request, SimulatedJob job, boolean withInfo, Optional<Fault> fault) {
        long seed = request.path("seed").asLong(-1) < 0
                ? nextSeed.getAndIncrement()
                : request.path("seed").asLong();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode images = answer.putArray("images");
        boolean extra = fault.equals(Optional.of(Fault.EXTRA_IMAGES));
        if (extra) {
            images.add(TinyPng.base64("grid", seed));
        }
        for (int i = 0; i < job.images && !fault.equals(Optional.of(Fault.NO_IMAGES)); i++) {
            images.add(image(request, seed + i, job.model, fault));
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
        return fault.equals(Optional.of(Fault.NOT_AN_IMAGE))
                ? "bm90IGFuIGltYWdlIGF0IGFsbA=="
                : TinyPng.base64(request.path("prompt").asText(), seed, model);
    }

    private ObjectNode info(JsonNode request, long seed, SimulatedJob job, int first) {
        ObjectNode info = JsonNodeFactory.instance.objectNode();
        info.put("prompt", request.path("prompt").asText()).put("seed", seed);
        info.put("sd_model_name", SimulatedModelList.stem(job.model));
        info.put("sd_model_hash", SimulatedModelList.hash(job.model).substring(0, 10));
        info.put("index_of_first_image", first)
                .put("job_timestamp", job.timestamp)
                .put("version", "simulated");
        ArrayNode seeds = info.putArray("all_seeds");
        ArrayNode texts = info.putArray("infotexts");
        for (int i = 0; i < job.images; i++) {
            seeds.add(seed + i);
            texts.add("Seed: " + (seed + i));
        }
        return info;
    }

    ObjectNode extra(JsonNode request, boolean batch, Optional<Fault> fault) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("html_info", "<p>simulated</p>");
        String source = SimulatedModelList.hash(request.toString());
        if (batch) {
            ArrayNode images = answer.putArray("images");
            for (int i = 0; i < request.path("imageList").size(); i++) {
                images.add(image(request, i, "", fault));
            }
        } else if (!fault.equals(Optional.of(Fault.NO_IMAGES))) {
            answer.put("image", TinyPng.base64("extra", source));
        }
        return answer;
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
