package dev.atelier.bootstrap.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A request in an event of API Gateway.
 *
 * @param target path and query of the request line
 */
record GatewayRequest(
        GatewayPayloadFormat format, String method, String target, Map<String, List<String>> headers, byte[] body) {

    /**
     * Dropped headers: those of the connection to the gateway, and proxy headers that clients could forge. {@code
     * accept-encoding} because a compressed response would not be text for the gateway.
     */
    private static final Set<String> DROPPED = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "forwarded",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-prefix");

    /** @throws IllegalArgumentException when the event is no request of API Gateway */
    static GatewayRequest of(JsonNode event) {
        GatewayPayloadFormat format = GatewayPayloadFormat.of(event);
        return new GatewayRequest(
                format, format.method(event), format.target(event), forwarded(format.headers(event)), body(event));
    }

    /** Adds the host that the client called, which links in responses need. */
    private static Map<String, List<String>> forwarded(Map<String, List<String>> received) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(received);
        List<String> host = headers.get("host");
        DROPPED.forEach(headers::remove);
        if (host != null) {
            headers.put("x-forwarded-host", host);
            headers.putIfAbsent("x-forwarded-proto", List.of("https"));
        }
        return headers;
    }

    private static byte[] body(JsonNode event) {
        String body = event.path("body").asText("");
        return event.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(body)
                : body.getBytes(StandardCharsets.UTF_8);
    }
}
