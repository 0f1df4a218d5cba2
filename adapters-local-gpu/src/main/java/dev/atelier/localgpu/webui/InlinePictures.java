package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Pictures of a payload have to be in it: a node would fetch a URL from where it stands, and may open a path. */
final class InlinePictures {

    /** Where pictures stand at the top of the payloads of all tasks. */
    private static final List<String> FIELDS = List.of("init_images", "mask", "image", "input_image", "imageList");

    private static final Set<String> WORDS = Set.of("", "none", "None");

    private InlinePictures() {}

    /** None of the pictures at the top is a URL. Nothing else can be wrong there that the node would not refuse itself. */
    static void check(JsonNode payload) throws NodeFailure {
        for (String field : FIELDS) {
            checkNoUrl(field, payload.path(field));
        }
    }

    private static void checkNoUrl(String field, JsonNode value) throws NodeFailure {
        if (value.isContainerNode()) {
            for (JsonNode part : value) {
                checkNoUrl(field, part);
            }
        } else if (isText(value) && beginning(value, 8).toLowerCase(Locale.ROOT).matches("\\s*https?:.*")) {
            throw NodeFailure.rejected(
                    field + " is a URL, which nodes are not let fetch; send the picture itself, as base64");
        }
    }

    /** The value, whatever its shape, holds pictures and nothing else that a node could take for a path. */
    static void require(String place, JsonNode value) throws NodeFailure {
        if (value.isContainerNode()) {
            for (JsonNode part : value) {
                require(place, part);
            }
        } else if (isText(value) && !WORDS.contains(value.asText()) && !isPicture(value)) {
            throw NodeFailure.rejected(place + " is not a picture in base64; paths and URLs are not taken");
        }
    }

    private static boolean isText(JsonNode value) {
        return value.isTextual() || SlimJson.isLong(value);
    }

    private static boolean isPicture(JsonNode value) throws NodeFailure {
        if (beginning(value, 11).startsWith("data:image/")) {
            return true;
        }
        try {
            return PictureFormats.isPicture(Base64Text.head(value, PictureFormats.HEAD));
        } catch (IOException e) {
            return false;
        }
    }

    private static String beginning(JsonNode value, int length) throws NodeFailure {
        try {
            return Base64Text.beginning(value, length);
        } catch (IOException e) {
            throw new NodeFailure(NodeFailure.Kind.BROKEN, "A temporary file could not be read", e);
        }
    }
}
