package dev.atelier.rest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A service's OpenAPI description, against which each of its responses is held. Immutable. */
public final class DescribedApi {

    private final Map<String, Object> description;

    DescribedApi(Map<String, Object> description) {
        this.description = description;
    }

    /** Asserts that the response of a described operation is described; its type is that of its header, or empty. */
    void check(String method, String path, int status, String type, byte[] body) {
        Map<String, Object> operation = operation(method, path.replaceFirst("^/prod(?=/)", ""));
        if (operation == null) {
            return;
        }
        String where = method + " " + path + ": " + status;
        Map<String, Object> responses = TestJson.at(operation, "responses");
        assertThat(status >= 400 || responses.containsKey(String.valueOf(status)))
                .as(where)
                .isTrue();
        Map<String, Object> response =
                resolve(responses.getOrDefault(String.valueOf(status), responses.get("default")));
        if (response.get("content") == null || body.length == 0) {
            assertThat(response.get("content") == null)
                    .as(where + " has no body")
                    .isEqualTo(body.length == 0);
        } else if (isJson(response) && !isDescribedText(response, type)) {
            fit(TestJson.at(response, "content", "application/json", "schema"), TestJson.read(body), where);
        }
    }

    /** Whether the body is the other of the described types than JSON. */
    private static boolean isDescribedText(Map<String, Object> response, String type) {
        String name = type.replaceFirst(";.*", "").strip();
        return !name.equals("application/json")
                && object(response.get("content")).containsKey(name);
    }

    /** What is no JSON, such as a stream of events, has no schema that says more. */
    private static boolean isJson(Map<String, Object> response) {
        return object(response.get("content")).containsKey("application/json");
    }

    /** Asserts that each response of the operation's success with a body has an example, which its schema describes. */
    public void checkExamples(Operation operation) {
        TestJson.at(operation.description(), "responses").forEach((status, response) -> {
            if (status.startsWith("2") && object(response).get("content") != null && isJson(object(response))) {
                String where = operation.description().get("operationId") + " " + status;
                Map<String, Object> json = TestJson.at(object(response), "content", "application/json");
                assertThat(json.containsKey("example")).as(where).isTrue();
                fit(json.get("schema"), json.get("example"), where);
            }
        });
    }

    /** The schema of an operation's request body; null when it takes none. */
    public Map<String, Object> request(Map<String, Object> operation) {
        Map<String, Object> body = TestJson.at(operation, "requestBody");
        return body == null ? null : resolve(TestJson.at(body, "content", "application/json", "schema"));
    }

    /** The operations by name. */
    public Map<String, Operation> operations() {
        Map<String, Operation> operations = new TreeMap<>();
        TestJson.at(description, "paths")
                .forEach((path, methods) -> object(methods)
                        .forEach((method, operation) -> operations.put(
                                (String) object(operation).get("operationId"),
                                new Operation(method.toUpperCase(Locale.ROOT), path, object(operation)))));
        return operations;
    }

    /** An operation of the description. */
    public record Operation(String method, String path, Map<String, Object> description) {}

    /** The component behind a reference. */
    public Map<String, Object> resolve(Object described) {
        Map<String, Object> object = object(described);
        return object.get("$ref") instanceof String reference
                ? resolve(TestJson.at(description, reference.substring(2).split("/")))
                : object;
    }

    private Map<String, Object> operation(String method, String path) {
        Map<String, Object> paths = TestJson.at(description, "paths");
        return paths.keySet().stream()
                .filter(template -> matches(template, path.replaceFirst("(?<=.)/$", "")))
                .min(Comparator.comparing(template -> template.contains("{") ? 1 : 0))
                .map(template -> object(object(paths.get(template)).get(method.toLowerCase(Locale.ROOT))))
                .orElse(null);
    }

    private static boolean matches(String template, String path) {
        return Pattern.matches(template.replaceAll("\\{\\w+}", "[^/]+"), path);
    }

    private void fit(Object described, Object value, String where) {
        Map<String, Object> schema = resolve(described);
        if (value == null) {
            assertThat(schema.get("nullable")).as(where + " is null").isEqualTo(true);
            return;
        }
        if (schema.get("allOf") instanceof List<?> all) {
            all.forEach(one -> fit(one, value, where));
        }
        if (schema.get("enum") instanceof List<?> words) {
            assertThat(words.contains(value))
                    .as("%s is %s, one of %s", where, value, words)
                    .isTrue();
        }
        if (schema.get("type") instanceof String type) {
            fit(schema, type, value, where);
        }
    }

    private void fit(Map<String, Object> schema, String type, Object value, String where) {
        switch (type) {
            case "object" -> {
                assertThat(value).as(where).isInstanceOf(Map.class);
                fitObject(schema, object(value), where);
            }
            case "array" -> {
                assertThat(value).as(where).isInstanceOf(List.class);
                ((List<?>) value).forEach(entry -> fit(schema.get("items"), entry, where + "[]"));
            }
            case "string" -> assertThat(value).as(where).isInstanceOf(String.class);
            case "boolean" -> assertThat(value).as(where).isInstanceOf(Boolean.class);
            case "integer" -> assertThat(value).as(where).isInstanceOfAny(Integer.class, Long.class);
            default -> assertThat(value).as(where).isInstanceOf(Number.class);
        }
    }

    private void fitObject(Map<String, Object> schema, Map<String, Object> value, String where) {
        if (schema.get("required") instanceof List<?> required) {
            required.forEach(name -> assertThat(value.containsKey(name))
                    .as(where + " has " + name)
                    .isTrue());
        }
        Map<String, Object> properties = object(schema.getOrDefault("properties", Map.of()));
        Object additional = schema.get("additionalProperties");
        value.forEach((name, entry) -> {
            if (properties.containsKey(name)) {
                fit(properties.get(name), entry, where + "." + name);
            } else if (additional instanceof Map<?, ?>) {
                fit(additional, entry, where + "." + name);
            } else {
                assertThat(schema.getOrDefault("x-further-properties", additional))
                        .as(where + "." + name + " is described")
                        .isEqualTo(true);
            }
        });
    }

    @SuppressWarnings("unchecked") // JSON
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
