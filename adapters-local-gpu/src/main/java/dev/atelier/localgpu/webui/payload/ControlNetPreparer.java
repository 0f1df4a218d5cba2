package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Validates the ControlNet units of a payload, as the extension silently ignores faulty ones: enables those that are not
 * disabled, and requires that the node has their model. Disabled units are removed, so that a payload of defaults also runs
 * on nodes without the extension.
 */
final class ControlNetPreparer {

    private static final String TITLE = "controlnet";

    private ControlNetPreparer() {}

    /** @return the number of enabled units */
    static int prepare(JsonNode scripts, NodeModelCatalog lists) throws NodeException {
        int enabled = 0;
        for (JsonNode script : titled(scripts)) {
            enabled += prepareUnits(script.path("args"), lists);
        }
        return enabled;
    }

    private static int prepareUnits(JsonNode units, NodeModelCatalog lists) throws NodeException {
        if (units.isMissingNode() || units.isNull()) {
            return 0;
        }
        if (!(units instanceof ArrayNode args)) {
            throw NodeException.rejected("alwayson_scripts.controlnet.args should be a list");
        }
        removeDisabled(args);
        for (JsonNode unit : args) {
            prepareUnit(unit, lists);
        }
        return args.size();
    }

    private static List<JsonNode> titled(JsonNode scripts) {
        return scripts.properties().stream()
                .filter(entry -> isTitle(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    static boolean isTitle(String script) {
        return script.equalsIgnoreCase(TITLE);
    }

    private static void removeDisabled(ArrayNode args) {
        for (int i = args.size() - 1; i >= 0; i--) {
            if (args.get(i).isNull() || !args.get(i).path("enabled").asBoolean(true)) {
                args.remove(i);
            }
        }
    }

    private static void prepareUnit(JsonNode node, NodeModelCatalog lists) throws NodeException {
        if (!(node instanceof ObjectNode unit)) {
            throw NodeException.rejected("a unit in alwayson_scripts.controlnet.args is not an object");
        }
        unit.properties().removeIf(field -> field.getValue().isNull());
        unit.put("enabled", true);
        setModelTitle(unit, lists);
    }

    /** Replaces the file name by the title that the extension requires. */
    private static void setModelTitle(ObjectNode unit, NodeModelCatalog lists) throws NodeException {
        String requested = unit.path("model").asText("None");
        if (requested.isBlank() || requested.equalsIgnoreCase("None") || requested.equals("null")) {
            return;
        }
        Optional<ListedModel> model = lists.models().getOrDefault(CheckpointType.CONTROL_NET, List.of()).stream()
                .filter(listed -> listed.hasName(requested))
                .findFirst();
        unit.put(
                "model",
                model.orElseThrow(() -> NodeException.modelMissing(
                                "The node has no ControlNet model " + TextSanitizer.quote(requested)))
                        .title());
    }
}
