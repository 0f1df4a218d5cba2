package dev.atelier.bootstrap.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Payload format 2.0 of HTTP APIs: path and query are raw, headers joined by commas, cookies separate. */
record HttpApiPayload() implements GatewayPayloadFormat {

    private static final String DEFAULT_STAGE = "$default";
    private static final String SET_COOKIE = "set-cookie";

    @Override
    public String method(JsonNode event) {
        return event.path("requestContext").path("http").path("method").asText();
    }

    @Override
    public String target(JsonNode event) {
        String query = event.path("rawQueryString").asText("");
        return GatewayPayloadFormat.legal(path(event))
                + (query.isEmpty() ? "" : "?" + GatewayPayloadFormat.legal(query));
    }

    /** The path begins with the stage, unless that is the default one. */
    private static String path(JsonNode event) {
        String path = event.path("rawPath").asText();
        String stage = event.path("requestContext").path("stage").asText(DEFAULT_STAGE);
        if (stage.equals(DEFAULT_STAGE) || !(path + "/").startsWith("/" + stage + "/")) {
            return path;
        }
        String rest = path.substring(stage.length() + 1);
        return rest.isEmpty() ? "/" : rest;
    }

    @Override
    public Map<String, List<String>> headers(JsonNode event) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : event.path("headers").properties()) {
            headers.put(header.getKey(), List.of(header.getValue().asText()));
        }
        List<String> cookies = new ArrayList<>();
        event.path("cookies").forEach(cookie -> cookies.add(cookie.asText()));
        if (!cookies.isEmpty()) {
            headers.put("cookie", List.of(String.join("; ", cookies)));
        }
        return headers;
    }

    @Override
    public ObjectNode write(GatewayResponse response) {
        ObjectNode event = GatewayPayloadFormat.start(response);
        ObjectNode headers = event.putObject("headers");
        response.headers().forEach((name, values) -> {
            if (name.equalsIgnoreCase(SET_COOKIE)) {
                ArrayNode cookies = event.putArray("cookies");
                values.forEach(cookies::add);
            } else {
                headers.put(name, String.join(", ", values));
            }
        });
        return event;
    }
}
