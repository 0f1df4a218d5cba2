package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The ControlNet units of a payload, made to do what they say: switched on unless they say otherwise, with a model that the
 * node has, since the extension goes on without a word where something is wrong. Units that are switched off are left out,
 * so that a payload of defaults runs on nodes without the extension too.
 */
final class ControlNetPreparer {

    private static final String TITLE = "controlnet";

    private ControlNetPreparer() {}

    /** @return how many are switched on */
    static int prepare(JsonNode scripts, NodeModelCatalog lists) throws NodeException {
        int on = 0;
        for (JsonNode script : titled(scripts)) {
            on += prepareUnits(script.path("args"), lists);
        }
        return on;
    }

    private static int prepareUnits(JsonNode units, NodeModelCatalog lists) throws NodeException {
        if (units.isMissingNode() || units.isNull()) {
            return 0;
        }
        if (!(units instanceof ArrayNode args)) {
            throw NodeException.rejected("alwayson_scripts.controlnet.args should be a list");
        }
        removeSwitchedOff(args);
        for (JsonNode unit : args) {
            prepareUnit(unit, lists);
        }
        return args.size();
    }

    private static List<JsonNode> titled(JsonNode scripts) {
        return scripts.properties().stream()
                .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(TITLE))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static void removeSwitchedOff(ArrayNode args) {
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
        unit.put("enabled", true);
        nameModel(unit, lists);
    }

    /** The extension wants its own title for a model, where clients know the file. */
    private static void nameModel(ObjectNode unit, NodeModelCatalog lists) throws NodeException {
        String asked = unit.path("model").asText("None");
        if (asked.isBlank() || asked.equalsIgnoreCase("None") || asked.equals("null")) {
            return;
        }
        Optional<ListedModel> model = lists.models().getOrDefault(CheckpointType.CONTROL_NET, List.of()).stream()
                .filter(listed -> listed.goesBy(asked))
                .findFirst();
        unit.put(
                "model",
                model.orElseThrow(() -> NodeException.modelMissing(
                                "The node has no ControlNet model " + TextSanitizer.quote(asked)))
                        .title());
    }
}
