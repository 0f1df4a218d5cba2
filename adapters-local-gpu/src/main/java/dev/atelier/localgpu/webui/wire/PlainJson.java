package dev.atelier.localgpu.webui.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts JSON to maps, lists, strings, numbers, booleans and nulls. */
public final class PlainJson {

    private PlainJson() {}

    public static Map<String, Object> of(ObjectNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.properties().forEach(entry -> map.put(entry.getKey(), of(entry.getValue())));
        return map;
    }

    public static Object of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return of(object);
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(of(element)));
            return list;
        }
        if (SpoolingJsonParser.isLong(node)) {
            return SpoolingJsonParser.longText(node).beginning();
        }
        if (node.isNumber()) {
            return node.numberValue();
        }
        return node.isTextual() ? node.asText() : node.isBoolean() ? node.asBoolean() : null;
    }
}
