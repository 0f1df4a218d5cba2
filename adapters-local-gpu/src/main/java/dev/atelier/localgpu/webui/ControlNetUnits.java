package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Text;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ControlNet units of a payload, made to do what they say: switched on unless they say otherwise, with a model that the
 * node has, since the extension goes on without a word where something is wrong. Units that are switched off are left out,
 * so that a payload of defaults runs on nodes without the extension too.
 */
final class ControlNetUnits {

    private static final String TITLE = "controlnet";

    /** Opened as a path on the node if there is one. */
    private static final Set<String> PICTURES = Set.of(
            "image",
            "input_image",
            "mask",
            "mask_image",
            "mask_image_fg",
            "inpaint_crop_input_image",
            "effective_region_mask");

    /** Folders of the node, to read from and to write to. */
    private static final Set<String> FOLDERS = Set.of(
            "batch_images",
            "batch_image_dir",
            "batch_mask_dir",
            "batch_image_files",
            "batch_input_gallery",
            "batch_mask_gallery",
            "output_dir");

    /** The node would unpickle it, that is, run it. */
    private static final String CODE = "ipadapter_input";

    private ControlNetUnits() {}

    /** @return how many are switched on */
    static int prepare(JsonNode scripts, ModelLists lists) throws NodeFailure {
        int on = 0;
        for (JsonNode script : titled(scripts)) {
            on += prepareUnits(script.path("args"), lists);
        }
        return on;
    }

    private static int prepareUnits(JsonNode units, ModelLists lists) throws NodeFailure {
        if (units.isMissingNode() || units.isNull()) {
            return 0;
        }
        if (!(units instanceof ArrayNode args)) {
            throw NodeFailure.rejected("alwayson_scripts.controlnet.args should be a list");
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

    private static void prepareUnit(JsonNode node, ModelLists lists) throws NodeFailure {
        if (!(node instanceof ObjectNode unit)) {
            throw NodeFailure.rejected("a unit in alwayson_scripts.controlnet.args is not an object");
        }
        for (String field : PICTURES) {
            InlinePictures.require("the ControlNet unit's " + field, unit.path(field));
        }
        for (String field : FOLDERS) {
            requireEmpty(unit, field, "names files of the node, which are not for clients");
        }
        requireEmpty(unit, CODE, "is not taken, because nodes run what is in it; send the picture as image");
        unit.remove(FOLDERS);
        unit.put("enabled", true);
        nameModel(unit, lists);
    }

    private static void requireEmpty(ObjectNode unit, String field, String why) throws NodeFailure {
        JsonNode value = unit.path(field);
        boolean empty = value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.asText().isBlank())
                || (value.isContainerNode() && value.isEmpty());
        if (!empty) {
            throw NodeFailure.rejected("the ControlNet unit's " + field + " " + why);
        }
    }

    /** The extension wants its own title for a model, where clients know the file. */
    private static void nameModel(ObjectNode unit, ModelLists lists) throws NodeFailure {
        String asked = unit.path("model").asText("None");
        if (asked.isBlank() || asked.equalsIgnoreCase("None") || asked.equals("null")) {
            return;
        }
        Optional<ListedModel> model = lists.models().getOrDefault(CheckpointType.CONTROL_NET, List.of()).stream()
                .filter(listed -> listed.goesBy(asked))
                .findFirst();
        unit.put(
                "model",
                model.orElseThrow(
                                () -> NodeFailure.modelMissing("The node has no ControlNet model " + Text.quote(asked)))
                        .title());
    }
}
