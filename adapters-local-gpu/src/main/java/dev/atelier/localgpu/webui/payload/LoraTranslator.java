package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Moves Loras to where the node takes them: WebUI by tags in the prompt, other servers by the field {@code lora}, where each
 * has the path that the node lists and one multiplier. WebUI generates without those whose tags it does not know, so each tag
 * gets the name that the node lists, and one that it does not list fails.
 */
final class LoraTranslator {

    private static final String FIELD = "lora";

    private static final Pattern TAG = Pattern.compile("<\\s*(?:lora|lyco)\\s*:([^>]*)>", Pattern.CASE_INSENSITIVE);

    /** The tags of WebUI, the second group of which holds the arguments. */
    private static final Pattern WEBUI_TAG =
            Pattern.compile("<\\s*(lora|lyco|hypernet)\\s*:([^>]*)>", Pattern.CASE_INSENSITIVE);

    private static final Map<String, CheckpointType> TYPES = Map.of(
            "lora", CheckpointType.LORA,
            "lyco", CheckpointType.LORA,
            "hypernet", CheckpointType.HYPERNETWORKS);

    private static final List<String> PROMPTS = List.of("prompt", "hr_prompt");

    private static final Pattern HYPERNETWORK = Pattern.compile("<\\s*hypernet\\s*:", Pattern.CASE_INSENSITIVE);

    private final ObjectNode payload;
    private final List<ModelReference> models;
    private final NodeModelCatalog node;

    /** By path, with multipliers. */
    private final Map<String, Double> used = new LinkedHashMap<>();

    private LoraTranslator(ObjectNode payload, List<ModelReference> models, NodeModelCatalog node) {
        this.payload = payload;
        this.models = models;
        this.node = node;
    }

    /**
     * @param models those of the job, of which Loras that neither prompt nor field names are used with multiplier 1
     * @throws NodeException of kind MODEL_MISSING if the node lacks one
     */
    static void translate(ObjectNode payload, List<ModelReference> models, NodeModelCatalog node) throws NodeException {
        LoraTranslator translator = new LoraTranslator(payload, models, node);
        if (node.features().webUi()) {
            translator.toTags();
        } else {
            translator.toField();
        }
    }

    private void toField() throws NodeException {
        for (JsonNode entry : entries()) {
            use(entry.path("path").asText(), multiplier(entry));
        }
        String prompt = payload.path("prompt").asText("");
        if (HYPERNETWORK.matcher(prompt).find()) {
            throw NodeException.modelMissing("The node takes no hypernetworks");
        }
        payload.put("prompt", withoutTags(prompt));
        for (ModelReference model : models) {
            if (model.type() == CheckpointType.LORA && model.isFile()) {
                used.putIfAbsent(path(find(CheckpointType.LORA, model.name())), 1.);
            }
        }
        payload.remove(FIELD);
        if (!used.isEmpty()) {
            ArrayNode field = payload.putArray(FIELD);
            used.forEach(
                    (path, multiplier) -> field.addObject().put("path", path).put("multiplier", multiplier));
        }
    }

    private Iterable<JsonNode> entries() throws NodeException {
        JsonNode entries = payload.path(FIELD);
        boolean valid = entries.isMissingNode() || entries.isArray();
        for (JsonNode entry : entries) {
            valid &= !entry.path("path").asText("").isBlank() && !Double.isNaN(multiplier(entry));
        }
        if (!valid) {
            throw NodeException.rejected(
                    "lora should be a list of objects, each with the path of a Lora and a number as its multiplier");
        }
        return entries;
    }

    private static double multiplier(JsonNode entry) {
        JsonNode multiplier = entry.path("multiplier");
        return multiplier.isMissingNode() || multiplier.isNull() ? 1 : multiplier.asDouble(Double.NaN);
    }

    private String withoutTags(String prompt) throws NodeException {
        Matcher tag = TAG.matcher(prompt);
        StringBuilder text = new StringBuilder();
        while (tag.find()) {
            String[] arguments = tag.group(1).split(":");
            Optional<String> name = positional(arguments).stream().findFirst();
            if (name.isPresent()) {
                use(name.get(), multiplier(arguments));
            }
            tag.appendReplacement(text, "");
        }
        return tag.appendTail(text).toString();
    }

    /** Multipliers of one Lora add up, as in WebUI. */
    private void use(String name, double multiplier) throws NodeException {
        used.merge(path(find(CheckpointType.LORA, name)), multiplier, Double::sum);
    }

    private static String path(ListedModel lora) {
        return lora.path().isEmpty() ? lora.file() : lora.path();
    }

    /** The file of the job's own model, or else what the node has. */
    private ListedModel find(CheckpointType type, String name) throws NodeException {
        return models.stream()
                .filter(model -> model.type() == type && model.isFile())
                .flatMap(model -> node.find(model).stream())
                .filter(listed -> listed.isTagged(name))
                .findFirst()
                .or(() -> node.models().getOrDefault(type, List.of()).stream()
                        .filter(listed -> listed.isTagged(name))
                        .findFirst())
                .orElseThrow(() -> NodeException.modelMissing(
                        "The node has no " + type.word() + " model " + TextSanitizer.quote(name)));
    }

    /** The arguments of a tag that are not given by name, as {@code unet=1} is; the Lora's name comes first. */
    private static List<String> positional(String[] arguments) {
        return Stream.of(arguments)
                .filter(argument -> !argument.contains("="))
                .map(String::strip)
                .toList();
    }

    /** The second argument, else the one called {@code unet} or {@code te}, else 1. */
    private static double multiplier(String[] arguments) throws NodeException {
        List<String> positional = positional(arguments);
        String written = positional.size() > 1
                ? positional.get(1)
                : Stream.of(arguments)
                        .filter(argument -> argument.matches("\\s*(unet|te)\\s*=.*"))
                        .map(argument -> argument.substring(argument.indexOf('=') + 1))
                        .findFirst()
                        .orElse("1");
        try {
            return Double.parseDouble(written.strip());
        } catch (NumberFormatException e) {
            throw NodeException.rejected("The prompt has a tag of a Lora whose multiplier is "
                    + TextSanitizer.quote(written) + ", which is no number");
        }
    }

    private void toTags() throws NodeException {
        for (String field : PROMPTS) {
            if (payload.path(field).isTextual()) {
                payload.put(field, asListed(payload.path(field).asText()));
            }
        }
        StringBuilder prompt = new StringBuilder(payload.path("prompt").asText(""));
        for (JsonNode entry : entries()) {
            ListedModel lora = find(CheckpointType.LORA, entry.path("path").asText());
            prompt.append(" <lora:").append(lora.modelName()).append(':');
            prompt.append(multiplier(entry)).append('>');
        }
        if (payload.has(FIELD)) {
            payload.remove(FIELD);
            payload.put("prompt", prompt.toString());
        }
    }

    private String asListed(String prompt) throws NodeException {
        Matcher tag = WEBUI_TAG.matcher(prompt);
        StringBuilder text = new StringBuilder();
        while (tag.find()) {
            String kind = tag.group(1).toLowerCase(Locale.ROOT);
            tag.appendReplacement(text, Matcher.quoteReplacement(asListed(kind, tag.group(), tag.group(2))));
        }
        return tag.appendTail(text).toString();
    }

    /** WebUI takes a tag without blanks, in lower case, that has the listed name or alias. */
    private String asListed(String kind, String tag, String arguments) throws NodeException {
        CheckpointType type = TYPES.get(kind);
        Optional<String> name = Stream.of(arguments.split(":"))
                .filter(argument -> !argument.contains("="))
                .findFirst();
        if (name.isEmpty() || name.get().isBlank() || !node.models().containsKey(type)) {
            return tag;
        }
        ListedModel model = find(type, name.get().strip());
        boolean exact = name.get().equals(model.modelName()) || name.get().equals(model.alias());
        String written = exact ? name.get() : model.modelName();
        String named = arguments.replaceFirst(Pattern.quote(name.get()), Matcher.quoteReplacement(written));
        return "<" + kind + ":" + named + ">";
    }
}
