package dev.atelier.bootstrap.lambda;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An answer of the service. */
record GatewayAnswer(int status, Map<String, List<String>> headers, byte[] body) {

    static GatewayAnswer json(int status, String body) {
        return new GatewayAnswer(
                status, Map.of("content-type", List.of("application/json")), body.getBytes(StandardCharsets.UTF_8));
    }
}
