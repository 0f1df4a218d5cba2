package dev.atelier.bootstrap.lambda;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A response of the service. */
record GatewayResponse(int status, Map<String, List<String>> headers, byte[] body) {

    static GatewayResponse json(int status, String body) {
        return new GatewayResponse(
                status, Map.of("content-type", List.of("application/json")), body.getBytes(StandardCharsets.UTF_8));
    }
}
