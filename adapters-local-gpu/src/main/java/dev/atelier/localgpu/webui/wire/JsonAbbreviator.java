package dev.atelier.localgpu.webui.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Replaces images, and numbers that are not finite, by null. */
public final class JsonAbbreviator {

    private static final int MAX_LENGTH = 4 << 10;

    private JsonAbbreviator() {}

    /** The abbreviated document as text. Modifies the tree. */
    public static String of(JsonNode document) {
        return LenientJson.write(shortened(document));
    }

    /** The abbreviated document, which is the same tree, modified. */
    public static JsonNode shortened(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> entry.setValue(shortened(entry.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, shortened(array.get(i)));
            }
        } else if (SpoolingJsonParser.isLong(node) || LenientJson.isNonFinite(node) || isImage(node)) {
            return NullNode.instance;
        }
        return node;
    }

    /** Long strings without spaces; prompts can be long too, but have spaces. */
    private static boolean isImage(JsonNode node) {
        return node.isTextual()
                && node.asText().length() > MAX_LENGTH
                && node.asText().indexOf(' ') < 0;
    }
}
