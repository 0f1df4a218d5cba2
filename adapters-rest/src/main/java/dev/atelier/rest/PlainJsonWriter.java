package dev.atelier.rest;

import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes plain maps, lists, texts, numbers, booleans and nulls as JSON, with every null; numbers that are not finite as null. */
public final class PlainJsonWriter {

    private PlainJsonWriter() {}

    /** The value as JSON. */
    public static String write(Object value) {
        return RequestJsonCodec.write(node(value));
    }

    /** As {@link #write}, in UTF-8. */
    public static byte[] bytes(Object value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    /** The properties of a JSON object that this service has written itself. */
    public static Map<String, Object> read(byte[] json) {
        return JsonObjectReader.of(RequestJsonCodec.readPython(json)).toMap();
    }

    private static JsonNode node(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, JsonNode> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put(name.toString(), node(member)));
            return JsonNode.createObjectNode(members);
        }
        if (value instanceof List<?> list) {
            return JsonNode.createArrayNode(
                    list.stream().map(PlainJsonWriter::node).toList());
        }
        if (value instanceof Boolean flag) {
            return JsonNode.createBooleanNode(flag);
        }
        if (value instanceof Number number) {
            return Double.isFinite(number.doubleValue()) ? JsonNode.createNumberNodeImpl(number) : JsonNode.nullNode();
        }
        return value == null ? JsonNode.nullNode() : JsonNode.createStringNode(value.toString());
    }
}
