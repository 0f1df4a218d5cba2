package dev.atelier.bootstrap.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.bootstrap.AtelierProcess;
import java.io.IOException;
import java.util.Map;

/** A REST API of API Gateway, as a function sees it. */
final class RestApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RestApi() {}

    /** A request as an event. */
    static String call(String method, String path, String body) {
        ObjectNode event = JSON.createObjectNode()
                .put("httpMethod", method)
                .put("path", path)
                .put("body", body);
        ObjectNode headers = event.putObject("multiValueHeaders");
        Map.of(
                        "Host", "api.example.com",
                        "Content-Type", "application/json",
                        "x-api-key", AtelierProcess.KEY,
                        "username", "api")
                .forEach((name, value) -> headers.putArray(name).add(value));
        return event.toString();
    }

    /** The response. */
    static JsonNode body(JsonNode answer) throws IOException {
        return JSON.readTree(answer.path("body").asText());
    }
}
