package dev.atelier.localgpu.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.atelier.application.compute.NodeCapabilities.ControlNet;
import dev.atelier.application.compute.NodeCapabilities.Memory;
import dev.atelier.application.compute.NodeCapabilities.Offer;
import dev.atelier.application.compute.NodeCapabilities.Sampler;
import dev.atelier.application.compute.NodeCapabilities.Scheduler;
import dev.atelier.application.compute.NodeCapabilities.Space;
import dev.atelier.application.compute.NodeCapabilities.Upscaler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads the lists of one node; one that is missing or has another shape is empty. Paths and URLs of the node, which are in some
 * of them, stay there.
 *
 * @param lists by path
 */
record NodeOffer(Map<String, JsonNode> lists) {

    private static final String SAMPLERS = "/sdapi/v1/samplers";
    private static final String SCHEDULERS = "/sdapi/v1/schedulers";
    private static final String UPSCALERS = "/sdapi/v1/upscalers";
    private static final String LATENT_MODES = "/sdapi/v1/latent-upscale-modes";
    private static final String FACE_RESTORERS = "/sdapi/v1/face-restorers";
    private static final String SCRIPTS = "/sdapi/v1/scripts";
    static final String MEMORY = "/sdapi/v1/memory";
    private static final String CONTROL_NET_VERSION = "/controlnet/version";
    private static final String CONTROL_NET_SETTINGS = "/controlnet/settings";
    private static final String CONTROL_NET_MODULES = "/controlnet/module_list";
    private static final String CONTROL_NET_TYPES = "/controlnet/control_types";

    static final List<String> PATHS = List.of(
            SAMPLERS,
            SCHEDULERS,
            UPSCALERS,
            LATENT_MODES,
            FACE_RESTORERS,
            SCRIPTS,
            MEMORY,
            CONTROL_NET_VERSION,
            CONTROL_NET_SETTINGS,
            CONTROL_NET_MODULES,
            CONTROL_NET_TYPES);

    private static final String NAME = "name";
    private static final String ALIASES = "aliases";

    /** ControlNet's own default. */
    private static final int UNITS = 3;

    Offer read() {
        return new Offer(
                named(SAMPLERS, entry -> new Sampler(name(entry), texts(entry.path(ALIASES)), options(entry))),
                named(
                        SCHEDULERS,
                        entry -> new Scheduler(
                                name(entry), entry.path("label").asText(name(entry)), texts(entry.path(ALIASES)))),
                named(
                        UPSCALERS,
                        entry -> new Upscaler(
                                name(entry),
                                Optional.ofNullable(entry.path("model_name").textValue()),
                                entry.path("scale").asDouble(4))),
                named(LATENT_MODES, NodeOffer::name),
                named(FACE_RESTORERS, NodeOffer::name),
                scripts(),
                controlNet(),
                Stream.of(list(MEMORY))
                        .map(memory -> new Memory(
                                space(memory.path("ram")),
                                space(memory.path("cuda").path("system"))))
                        .filter(memory ->
                                memory.main().isPresent() || memory.gpu().isPresent())
                        .toList());
    }

    private Map<String, List<String>> scripts() {
        Map<String, List<String>> scripts = new LinkedHashMap<>();
        list(SCRIPTS)
                .properties()
                .forEach(task -> scripts.put(
                        task.getKey(),
                        texts(task.getValue()).stream()
                                .map(title -> title.toLowerCase(Locale.ROOT))
                                .toList()));
        return scripts;
    }

    private Optional<ControlNet> controlNet() {
        if (!lists.containsKey(CONTROL_NET_MODULES) && !lists.containsKey(CONTROL_NET_SETTINGS)) {
            return Optional.empty();
        }
        Map<String, List<String>> types = new LinkedHashMap<>();
        list(CONTROL_NET_TYPES)
                .path("control_types")
                .properties()
                .forEach(type -> types.put(type.getKey(), texts(type.getValue().path("module_list"))));
        return Optional.of(new ControlNet(
                list(CONTROL_NET_VERSION).path("version").asInt(2),
                list(CONTROL_NET_SETTINGS).path("control_net_unit_count").asInt(UNITS),
                texts(list(CONTROL_NET_MODULES).path("module_list")),
                types));
    }

    private JsonNode list(String path) {
        return lists.getOrDefault(path, MissingNode.getInstance());
    }

    private <T> List<T> named(String path, Function<JsonNode, T> read) {
        List<T> entries = new ArrayList<>();
        list(path).forEach(entry -> {
            if (!name(entry).isBlank()) {
                entries.add(read.apply(entry));
            }
        });
        return entries;
    }

    private static String name(JsonNode entry) {
        return entry.path(NAME).asText("");
    }

    private static Map<String, String> options(JsonNode entry) {
        Map<String, String> options = new LinkedHashMap<>();
        entry.path("options")
                .properties()
                .forEach(
                        option -> options.put(option.getKey(), option.getValue().asText("")));
        return options;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText("")));
        return texts.stream().filter(text -> !text.isBlank()).toList();
    }

    private static Optional<Space> space(JsonNode memory) {
        return memory.path("total").isNumber()
                ? Optional.of(new Space(
                        memory.path("free").asLong(), memory.path("total").asLong()))
                : Optional.empty();
    }
}
