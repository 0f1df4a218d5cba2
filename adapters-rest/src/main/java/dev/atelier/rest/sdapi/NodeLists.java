package dev.atelier.rest.sdapi;

import dev.atelier.application.compute.NodeCapabilities;
import dev.atelier.application.inference.ListCapabilities;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** WebUI's lists, by the last part of their path: the models that the caller may use, and what the nodes offer. */
@SdapiEnabled
@Singleton
class NodeLists {

    private static final String NAME = "name";

    private final UsableModels models;
    private final ListCapabilities capabilities;
    private final Map<String, Function<Caller, Object>> byPath = new TreeMap<>();

    NodeLists(UsableModels models, ListCapabilities capabilities) {
        this.models = models;
        this.capabilities = capabilities;
        byPath.put("sd-models", caller -> list(caller, CheckpointType.STABLE_DIFFUSION, NodeLists::checkpoint));
        byPath.put("sd-vae", caller -> list(caller, CheckpointType.VAE, NodeLists::vae));
        byPath.put("loras", caller -> list(caller, CheckpointType.LORA, NodeLists::lora));
        byPath.put("hypernetworks", caller -> list(caller, CheckpointType.HYPERNETWORKS, NodeLists::hypernetwork));
        byPath.put("embeddings", this::embeddings);
        byPath.put("samplers", caller -> each(offer(caller).samplers(), NodeLists::sampler));
        byPath.put("schedulers", caller -> each(offer(caller).schedulers(), NodeLists::scheduler));
        byPath.put("upscalers", caller -> each(offer(caller).upscalers(), NodeLists::upscaler));
        byPath.put("latent-upscale-modes", caller -> each(offer(caller).latentUpscaleModes(), NodeLists::named));
        byPath.put("face-restorers", caller -> each(offer(caller).faceRestorers(), NodeLists::faceRestorer));
        byPath.put("realesrgan-models", caller -> List.of());
        byPath.put("prompt-styles", caller -> List.of());
        byPath.put("sd-modules", caller -> List.of());
        byPath.put("extensions", caller -> List.of());
        byPath.put("scripts", caller -> scripts(offer(caller)));
        byPath.put("script-info", caller -> scriptInfo(offer(caller)));
        byPath.put("cmd-flags", caller -> Map.of("api", true, "nowebui", true, "api_auth", ""));
        byPath.put("memory", caller -> memory(offer(caller)));
    }

    /** The list; empty where WebUI has none of that name. */
    Optional<Object> find(Caller caller, String path) {
        return Optional.ofNullable(byPath.get(path)).map(list -> list.apply(caller));
    }

    /** One of ControlNet's lists; empty where it has none of that name, or no node has ControlNet. */
    Optional<Object> findOfControlNet(Caller caller, String path) {
        return offer(caller).controlNet().flatMap(offered -> controlNet(caller, offered, path));
    }

    private Optional<Object> controlNet(Caller caller, NodeCapabilities.ControlNet offered, String path) {
        return switch (path) {
            case "version" -> Optional.of(Map.of("version", offered.version()));
            case "settings" -> Optional.of(Map.of("control_net_unit_count", offered.units()));
            case "model_list" -> Optional.of(Map.of("model_list", controlNetModels(caller)));
            case "module_list" -> Optional.of(Map.of("module_list", offered.modules(), "module_detail", Map.of()));
            case "control_types" -> Optional.of(Map.of("control_types", controlTypes(caller, offered)));
            default -> Optional.empty();
        };
    }

    private Map<String, Object> controlTypes(Caller caller, NodeCapabilities.ControlNet offered) {
        List<String> all = Stream.concat(Stream.of("None"), controlNetModels(caller).stream())
                .toList();
        Map<String, List<String>> types = new LinkedHashMap<>(offered.types());
        types.putIfAbsent("All", offered.modules());
        Map<String, Object> described = new LinkedHashMap<>();
        types.forEach((type, modules) -> described.put(
                type,
                Map.of(
                        "module_list",
                        modules,
                        "model_list",
                        all,
                        "default_option",
                        modules.isEmpty() ? "none" : modules.get(0),
                        "default_model",
                        "None")));
        return described;
    }

    private List<String> controlNetModels(Caller caller) {
        return models.all(caller, CheckpointType.CONTROL_NET).stream()
                .map(UsableModels.Model::modelName)
                .toList();
    }

    private NodeCapabilities.Offer offer(Caller caller) {
        return capabilities.list(caller);
    }

    private List<Object> list(Caller caller, CheckpointType type, Function<UsableModels.Model, Object> view) {
        return each(models.all(caller, type), view);
    }

    private static <T> List<Object> each(List<T> entries, Function<T, Object> view) {
        return new ArrayList<>(entries.stream().map(view).toList());
    }

    private static Object checkpoint(UsableModels.Model model) {
        return object(
                "title", model.title(),
                "model_name", model.modelName(),
                "hash", model.shortHash(),
                "sha256", model.sha256(),
                "filename", model.file(),
                "config", null);
    }

    private static Object vae(UsableModels.Model model) {
        return object("model_name", model.file(), "filename", model.file());
    }

    private static Object lora(UsableModels.Model model) {
        return object(NAME, model.modelName(), "alias", model.modelName(), "path", model.file(), "metadata", Map.of());
    }

    private static Object hypernetwork(UsableModels.Model model) {
        return object(NAME, model.modelName(), "path", model.file());
    }

    private Object embeddings(Caller caller) {
        Map<String, Object> loaded = new TreeMap<>();
        models.all(caller, CheckpointType.EMBEDDINGS)
                .forEach(model -> loaded.put(
                        CheckpointFileName.stem(model.file()),
                        object(
                                "step", null,
                                "sd_checkpoint", null,
                                "sd_checkpoint_name", null,
                                "shape", 0,
                                "vectors", 0)));
        return object("loaded", loaded, "skipped", Map.of());
    }

    private static Object sampler(NodeCapabilities.Sampler sampler) {
        return object(NAME, sampler.name(), "aliases", sampler.aliases(), "options", sampler.options());
    }

    private static Object scheduler(NodeCapabilities.Scheduler scheduler) {
        return object(
                NAME,
                scheduler.name(),
                "label",
                scheduler.label(),
                "aliases",
                scheduler.aliases(),
                "default_rho",
                -1,
                "need_inner_model",
                false);
    }

    private static Object upscaler(NodeCapabilities.Upscaler upscaler) {
        return object(
                NAME,
                upscaler.name(),
                "model_name",
                upscaler.model().orElse(null),
                "model_path",
                null,
                "model_url",
                null,
                "scale",
                upscaler.scale());
    }

    private static Object named(String name) {
        return object(NAME, name);
    }

    private static Object faceRestorer(String name) {
        return object(NAME, name, "cmd_dir", null);
    }

    private static Object scripts(NodeCapabilities.Offer offer) {
        return object(
                "txt2img", offer.scripts().getOrDefault("txt2img", List.of()),
                "img2img", offer.scripts().getOrDefault("img2img", List.of()));
    }

    private static Object scriptInfo(NodeCapabilities.Offer offer) {
        List<Object> scripts = new ArrayList<>();
        offer.scripts()
                .forEach((task, titles) -> titles.forEach(title -> scripts.add(object(
                        NAME, title, "is_alwayson", true, "is_img2img", task.equals("img2img"), "args", List.of()))));
        return scripts;
    }

    /** That of the node with the most free memory of its GPU, where a large image has the best chance. */
    private static Object memory(NodeCapabilities.Offer offer) {
        Optional<NodeCapabilities.Memory> most = offer.memory().stream()
                .max(Comparator.comparing(
                        memory -> memory.gpu().map(NodeCapabilities.Space::free).orElse(-1L)));
        Object unknown = Map.of("error", "unavailable");
        return object(
                "ram",
                most.flatMap(NodeCapabilities.Memory::main)
                        .map(NodeLists::space)
                        .orElse(unknown),
                "cuda",
                most.flatMap(NodeCapabilities.Memory::gpu)
                        .map(space -> (Object) object("system", space(space)))
                        .orElse(unknown));
    }

    private static Object space(NodeCapabilities.Space space) {
        return object("free", space.free(), "used", space.total() - space.free(), "total", space.total());
    }

    private static Map<String, Object> object(@Nullable Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            object.put(namesAndValues[at].toString(), namesAndValues[at + 1]);
        }
        return object;
    }
}
