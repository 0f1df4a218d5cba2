package dev.atelier.rest.description;

import dev.atelier.rest.JsonObjectReader;
import io.micronaut.http.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An example of each response of success. They are in {@code examples.json}, by the operation's name, or by name and status
 * where the operation's responses differ.
 */
final class Examples {

    private static final String STATUS_CODE = "statusCode";

    private final Map<String, Object> examples =
            JsonObjectReader.of(Examples.class, "examples.json").toMap();
    private final boolean uploadsByFile;

    /** @param uploadsByFile whether uploads return an object with the URLs of each file */
    Examples(boolean uploadsByFile) {
        this.uploadsByFile = uploadsByFile;
    }

    /** Adds the examples of an operation to its responses. */
    void addTo(Map<String, Object> responses, String operation) {
        responses.forEach((status, response) -> {
            if (status.startsWith("2") && map(response).get("content") instanceof Map<?, ?> content) {
                String type = content.containsKey(MediaType.APPLICATION_JSON)
                        ? MediaType.APPLICATION_JSON
                        : content.keySet().iterator().next().toString();
                Map<String, Object> body = new LinkedHashMap<>(map(content.get(type)));
                body.put("example", example(operation, status));
                Map<String, Object> types = new LinkedHashMap<>(map(content));
                types.put(type, body);
                Map<String, Object> described = new LinkedHashMap<>(map(response));
                described.put("content", types);
                responses.put(status, described);
            }
        });
    }

    private Object example(String operation, String status) {
        String name =
                uploadsByFile && examples.containsKey(operation + " by file") ? operation + " by file" : operation;
        Object example = examples.getOrDefault(name + " " + status, examples.get(name));
        if (!(example instanceof Map<?, ?> object) || !object.containsKey(STATUS_CODE)) {
            return example;
        }
        Map<String, Object> answered = new LinkedHashMap<>(map(object));
        answered.put(STATUS_CODE, Integer.valueOf(status)); // which the compatibility mode may have changed
        return answered;
    }

    @SuppressWarnings("unchecked") // JSON
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
