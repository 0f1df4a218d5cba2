package dev.atelier.bootstrap.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Payload format 1.0 of REST APIs: query parameters are decoded; they and headers are lists. */
record RestApiPayload() implements GatewayPayloadFormat {

    @Override
    public String method(JsonNode event) {
        return event.path("httpMethod").asText();
    }

    @Override
    public String target(JsonNode event) {
        String path = GatewayPayloadFormat.legal(event.path("path").asText());
        List<String> pairs = new ArrayList<>();
        lists(event, "multiValueQueryStringParameters", "queryStringParameters")
                .forEach((name, values) -> values.forEach(value ->
                        pairs.add(GatewayPayloadFormat.encoded(name) + "=" + GatewayPayloadFormat.encoded(value))));
        return pairs.isEmpty() ? path : path + "?" + String.join("&", pairs);
    }

    @Override
    public Map<String, List<String>> headers(JsonNode event) {
        return lists(event, "multiValueHeaders", "headers");
    }

    /** Events written by hand may have the single-value form only. */
    private static Map<String, List<String>> lists(JsonNode event, String field, String shortForm) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        JsonNode given = event.path(field).isObject() ? event.path(field) : event.path(shortForm);
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            List<String> values = new ArrayList<>();
            if (entry.getValue().isArray()) {
                entry.getValue().forEach(value -> values.add(value.asText()));
            } else {
                values.add(entry.getValue().asText());
            }
            lists.put(entry.getKey(), values);
        }
        return lists;
    }

    @Override
    public ObjectNode write(GatewayResponse response) {
        ObjectNode event = GatewayPayloadFormat.start(response);
        ObjectNode headers = event.putObject("multiValueHeaders");
        response.headers().forEach((name, values) -> {
            ArrayNode list = headers.putArray(name);
            values.forEach(list::add);
        });
        return event;
    }
}
