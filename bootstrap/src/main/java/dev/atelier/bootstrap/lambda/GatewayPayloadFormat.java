package dev.atelier.bootstrap.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The format of requests and responses of API Gateway. */
sealed interface GatewayPayloadFormat permits RestApiPayload, HttpApiPayload {

    /** Characters that are illegal in a path or query. */
    Pattern NOT_IN_A_URI = Pattern.compile("[^A-Za-z0-9/%:@!$&'()*+,;=._~-]+|%(?![0-9A-Fa-f]{2})");

    /** @throws IllegalArgumentException when the event is no request of API Gateway */
    static GatewayPayloadFormat of(JsonNode event) {
        if (event.path("version").asText().equals("2.0") && event.has("rawPath")) {
            return new HttpApiPayload();
        }
        if (event.has("httpMethod") && event.has("path")) {
            return new RestApiPayload();
        }
        throw new IllegalArgumentException("the event is no request of an API Gateway, neither payload 1.0 nor 2.0");
    }

    String method(JsonNode event);

    /** Path and query of the request line. */
    String target(JsonNode event);

    Map<String, List<String>> headers(JsonNode event);

    ObjectNode write(GatewayResponse response);

    /** Encodes characters that clients send and URIs do not allow. */
    static String legal(String pathOrQuery) {
        return NOT_IN_A_URI.matcher(pathOrQuery).replaceAll(match -> encoded(match.group()));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Status and body, the same in both formats. */
    static ObjectNode start(GatewayResponse response) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("statusCode", response.status());
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(response.body()))
                    .toString();
            return event.put("body", text).put("isBase64Encoded", false);
        } catch (CharacterCodingException e) {
            return event.put("body", Base64.getEncoder().encodeToString(response.body()))
                    .put("isBase64Encoded", true);
        }
    }
}
