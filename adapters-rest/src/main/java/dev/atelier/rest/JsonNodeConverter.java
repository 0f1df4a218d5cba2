package dev.atelier.rest;

import dev.atelier.domain.TextSanitizer;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts JSON values to plain Java ones, and describes them. */
final class JsonNodeConverter {

    private JsonNodeConverter() {}

    static Object of(JsonNode value) {
        if (value.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            value.entries().forEach(entry -> map.put(entry.getKey(), of(entry.getValue())));
            return map;
        }
        if (value.isArray()) {
            List<Object> list = new ArrayList<>();
            value.values().forEach(entry -> list.add(of(entry)));
            return list;
        }
        return value.getValue();
    }

    /** A description of the value, for a message. */
    static String describe(JsonNode value) {
        if (value.isObject()) {
            return "an object";
        }
        if (value.isArray()) {
            return "a list";
        }
        if (value.isNull()) {
            return "null";
        }
        return value.isString() ? TextSanitizer.quote(value.getStringValue()) : value.coerceStringValue();
    }
}
