package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An operation as one generation of the documents describes it; where the table of an answer's fields and its example
 * contradict each other, as the example has it.
 */
record DocumentedOperation(JsonNode description) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The operation of that generation; {@code path} as the documents write it. */
    static DocumentedOperation of(String generation, String method, String path) {
        try (InputStream in = DocumentedOperation.class.getResourceAsStream("/documents/" + generation + ".json")) {
            for (JsonNode operation : JSON.readTree(in)) {
                if (operation.path("method").asText().equals(method)
                        && operation.path("path").asText().equals(path)) {
                    return new DocumentedOperation(operation);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException(generation + " documents no " + method + " " + path);
    }

    /** The example of the request's body, word for word; null where there is none. */
    String request() {
        JsonNode request = description.path("request");
        return request.isNull() ? null : request.toString();
    }

    /** Asserts the documented status, and every field that is required, with its type. */
    JsonNode assertHeldBy(ApiClient.Answer answer) {
        assertThat(answer.status())
                .as(new String(answer.raw().body()))
                .isEqualTo(description.path("status").asInt());
        JsonNode body = answer.json();
        for (JsonNode field : description.path("fields")) {
            List<String> path = new ArrayList<>();
            field.path("path").forEach(segment -> path.add(segment.asText()));
            assertHolds(body, path, 0, field);
        }
        return body.path("data");
    }

    private static void assertHolds(JsonNode value, List<String> path, int depth, JsonNode field) {
        if (depth == path.size()) {
            assertThat(hasType(value, field.path("type").asText()))
                    .as(
                            "%s is %s, documented as %s",
                            path, value, field.path("type").asText())
                    .isTrue();
        } else if (path.get(depth).equals("[]")) {
            value.forEach(item -> assertHolds(item, path, depth + 1, field));
        } else if (field.path("required").asBoolean() || value.has(path.get(depth))) {
            assertThat(value.has(path.get(depth))).as("%s in %s", path, value).isTrue();
            assertHolds(value.get(path.get(depth)), path, depth + 1, field);
        }
    }

    private static boolean hasType(JsonNode value, String type) {
        if (type.endsWith("|null")) {
            return value.isNull() || hasType(value, type.replace("|null", ""));
        }
        if (type.startsWith("[")) {
            String element = type.substring(1, type.length() - 1);
            return value.isArray() && List.of(elements(value)).stream().allMatch(item -> hasType(item, element));
        }
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "object" -> value.isObject();
            case "null" -> value.isNull();
            default -> throw new IllegalArgumentException("a type the documents do not use: " + type);
        };
    }

    private static JsonNode[] elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements.toArray(JsonNode[]::new);
    }
}
