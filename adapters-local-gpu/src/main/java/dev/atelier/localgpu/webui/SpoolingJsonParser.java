package dev.atelier.localgpu.webui;

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
 * JSON whose long strings, which are its pictures, are put aside in a file while it is read. What is left is small enough
 * for a tree in memory, in which a long string is a node with a {@link SpooledString}.
 */
final class SpoolingJsonParser {

    private SpoolingJsonParser() {}

    /**
     * Reads a document.
     *
     * @param aside the file for long strings, written when there are any
     * @param mostBytes the bound for the whole document
     * @throws com.fasterxml.jackson.core.JsonProcessingException when it is not JSON, or too large
     */
    static JsonNode read(InputStream in, Path aside, long mostBytes) throws IOException {
        String mark = UUID.randomUUID() + "/";
        try (LargeStringSpoolingStream sieve =
                new LargeStringSpoolingStream(() -> Files.newOutputStream(aside), mark, mostBytes)) {
            in.transferTo(sieve);
            List<SpooledString> texts = sieve.parts().stream()
                    .map(part -> new SpooledString(aside, part))
                    .toList();
            return restore(LenientJson.MAPPER.readTree(sieve.slim()), mark, texts);
        } catch (LargeStringSpoolingStream.Rejected e) {
            throw new JsonParseException(null, e.getMessage());
        }
    }

    static boolean isLong(JsonNode node) {
        return node instanceof POJONode pojo && pojo.getPojo() instanceof SpooledString;
    }

    /** The text behind a node for which {@link #isLong} holds. */
    static SpooledString longText(JsonNode node) {
        return (SpooledString) ((POJONode) node).getPojo();
    }

    private static JsonNode restore(JsonNode node, String mark, List<SpooledString> texts) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> entry.setValue(restore(entry.getValue(), mark, texts)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, restore(array.get(i), mark, texts));
            }
        } else if (node.isTextual() && node.asText().startsWith(mark)) {
            return new POJONode(texts.get(Integer.parseInt(node.asText().substring(mark.length()))));
        }
        return node;
    }
}
