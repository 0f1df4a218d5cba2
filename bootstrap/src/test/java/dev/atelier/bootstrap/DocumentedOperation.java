package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An operation as one generation of the documents describes it. Where the table of response fields and the example
 * contradict each other, the example counts. The 2023-07-05 document has no tables, rarely says what is required and
 * leaves some responses open; there {@code docs/decided.md} counts. Operations of that generation have no names other
 * than method and path.
 */
public record DocumentedOperation(JsonNode description) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The operation of that generation; {@code path} as the documents write it. */
    public static DocumentedOperation of(String generation, String method, String path) {
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

    /** What that generation documents, in its order. */
    public static List<DocumentedOperation> all(String generation) {
        try (InputStream in = DocumentedOperation.class.getResourceAsStream("/documents/" + generation + ".json")) {
            List<DocumentedOperation> operations = new ArrayList<>();
            JSON.readTree(in).forEach(operation -> operations.add(new DocumentedOperation(operation)));
            return operations;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A parameter of the request, where the table says it is: in the body, the query, the path, or a header. */
    public record Parameter(String in, List<String> path, String type, boolean required) {

        @Override
        public String toString() {
            return String.join(".", path);
        }
    }

    @Override
    public String toString() {
        return method() + " " + path();
    }

    public String name() {
        return description.path("name").asText();
    }

    public String method() {
        return description.path("method").asText();
    }

    public String path() {
        return description.path("path").asText();
    }

    public int status() {
        return description.path("status").asInt();
    }

    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode row : description.path("parameters")) {
            parameters.add(new Parameter(
                    row.path("in").asText(),
                    segments(row),
                    row.path("type").asText(),
                    row.path("required").asBoolean()));
        }
        return parameters;
    }

    /**
     * The places of an answer that the table of its fields or its example names; array items are {@code []}, and an answer
     * that is no object is itself one, without a path.
     */
    public Map<List<String>, String> fields() {
        Map<List<String>, String> fields = new LinkedHashMap<>();
        JsonNode answer = description.path("answer");
        if (!answer.isObject()) {
            fields.put(List.of(), typeOf(answer));
        }
        ofExample(answer, List.of(), fields);
        // Optional fields of list items are fields as well: an item that is there has them.
        description
                .path("fields")
                .forEach(row -> fields.put(segments(row), row.path("type").asText()));
        return fields;
    }

    private static void ofExample(JsonNode example, List<String> path, Map<List<String>, String> fields) {
        example.properties().forEach(entry -> {
            List<String> place = append(path, entry.getKey());
            fields.put(place, typeOf(entry.getValue()));
            ofExample(entry.getValue(), place, fields);
        });
        if (example.isArray()) {
            example.forEach(item -> ofExample(item, append(path, "[]"), fields));
        }
    }

    private static String typeOf(JsonNode example) {
        return switch (example.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> example.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case OBJECT -> "object";
            case ARRAY -> arrayOf(example);
            default -> "anything";
        };
    }

    /** An array whose items are all of one type says so. */
    private static String arrayOf(JsonNode example) {
        List<String> types = Stream.of(elements(example))
                .map(DocumentedOperation::typeOf)
                .distinct()
                .toList();
        return types.size() == 1 ? "[" + types.get(0) + "]" : "array";
    }

    private static List<String> append(List<String> path, String segment) {
        List<String> longer = new ArrayList<>(path);
        longer.add(segment);
        return longer;
    }

    private static List<String> segments(JsonNode row) {
        List<String> segments = new ArrayList<>();
        row.path("path").forEach(segment -> segments.add(segment.asText()));
        return segments;
    }

    /** Whether the place is in the answer, in every item of the lists on the way, with its type. */
    public static boolean holds(JsonNode value, List<String> path, String type) {
        if (path.isEmpty()) {
            return hasType(value, type);
        }
        List<String> rest = path.subList(1, path.size());
        if (path.get(0).equals("[]")) {
            return Stream.of(elements(value)).allMatch(item -> holds(item, rest, type));
        }
        return value.has(path.get(0)) && holds(value.get(path.get(0)), rest, type);
    }

    /** The lists of the example that have items there and none in the answer. */
    public List<String> emptiedBy(JsonNode answer) {
        List<String> emptied = new ArrayList<>();
        compare(description.path("answer"), answer, "answer", emptied);
        return emptied;
    }

    private static void compare(JsonNode example, JsonNode value, String place, List<String> emptied) {
        if (example.isArray() && !example.isEmpty() && value.isEmpty()) {
            emptied.add(place);
        }
        example.properties()
                .forEach(entry ->
                        compare(entry.getValue(), value.path(entry.getKey()), place + "." + entry.getKey(), emptied));
    }

    /** The example of the request's body, word for word; null where there is none. */
    public String request() {
        return text("request");
    }

    /** The request with everything that may be left out, as the document lists the defaults; null where it does not. */
    public String requestDefaults() {
        return text("requestDefaults");
    }

    private String text(String name) {
        JsonNode request = description.get(name);
        return request == null || request.isNull() ? null : request.toString();
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
            case "array" -> value.isArray();
            case "anything" -> true;
            default -> throw new IllegalArgumentException("a type the documents do not use: " + type);
        };
    }

    private static JsonNode[] elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements.toArray(JsonNode[]::new);
    }
}
