package dev.atelier.localgpu.webui.wire;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.atelier.application.inference.LargeStringSpoolingStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Parses JSON with its long strings, which are images, spooled to a file. The rest is small enough for a tree in memory, in
 * which a long string is a node with a {@link SpooledString}.
 */
public final class SpoolingJsonParser {

    private SpoolingJsonParser() {}

    /**
     * @param spoolFile the file for long strings, created if there are any
     * @param maxBytes the size limit of the whole document
     * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not JSON, or too large
     */
    public static JsonNode read(InputStream in, Path spoolFile, long maxBytes) throws IOException {
        String marker = UUID.randomUUID() + "/";
        try (LargeStringSpoolingStream spooling =
                new LargeStringSpoolingStream(() -> Files.newOutputStream(spoolFile), marker, maxBytes)) {
            in.transferTo(spooling);
            List<SpooledString> texts = spooling.parts().stream()
                    .map(part -> new SpooledString(spoolFile, part))
                    .toList();
            return restore(LenientJson.MAPPER.readTree(spooling.slim()), marker, texts);
        } catch (LargeStringSpoolingStream.Rejected e) {
            throw new JsonParseException(null, e.getMessage());
        }
    }

    public static boolean isLong(JsonNode node) {
        return node instanceof POJONode pojo && pojo.getPojo() instanceof SpooledString;
    }

    /** Whether a text in it is such a node. */
    public static boolean hasLong(JsonNode node) {
        if (isLong(node)) {
            return true;
        }
        for (JsonNode child : node) {
            if (hasLong(child)) {
                return true;
            }
        }
        return false;
    }

    /** The text behind a node for which {@link #isLong} holds. */
    public static SpooledString longText(JsonNode node) {
        return (SpooledString) ((POJONode) node).getPojo();
    }

    private static JsonNode restore(JsonNode node, String marker, List<SpooledString> texts) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> entry.setValue(restore(entry.getValue(), marker, texts)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, restore(array.get(i), marker, texts));
            }
        } else if (node.isTextual() && node.asText().startsWith(marker)) {
            return new POJONode(texts.get(Integer.parseInt(node.asText().substring(marker.length()))));
        }
        return node;
    }
}
