package dev.atelier.rest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The 1.4.0 and 1.5.0 documents of the operations served here. */
public final class Documents {

    private static final List<Map<String, Object>> OPERATIONS = read();

    private final Map<String, Object> operation;

    private Documents(Map<String, Object> operation) {
        this.operation = operation;
    }

    /** An operation of a generation by its name, for example {@code CreateEndpoint}. */
    public static Documents operation(String generation, String name) {
        return OPERATIONS.stream()
                .filter(one -> one.get("generation").equals(generation)
                        && one.get("name").equals(name))
                .map(Documents::new)
                .findFirst()
                .orElseThrow();
    }

    /** The example request, word for word. */
    public String request() {
        return TestJson.write(operation.get("requestExample"));
    }

    /** The example request as a map that the test may change. */
    public Map<String, Object> requestMap() {
        return TestJson.object(request());
    }

    /** The value of this key in the example response. */
    public Object responseAt(String key) {
        return ((Map<?, ?>) operation.get("responseExample")).get(key);
    }

    /** Asserts that every field of the schema table and of the example is in the response, with its type. */
    public void describe(HttpResult reply) {
        Object body = TestJson.read(reply.bytes());
        for (Object row : (List<?>) operation.get("responseTable")) {
            Map<?, ?> field = (Map<?, ?>) row;
            List<?> segments = (List<?>) field.get("segments");
            new DocumentedField(segments, (String) field.get("type")).require(body);
        }
        DocumentedField.requireKeys(operation.get("responseExample"), body, "answer");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> read() {
        try (InputStream json = Documents.class.getResourceAsStream("documents.json")) {
            assertThat(json).isNotNull();
            return (List<Map<String, Object>>) TestJson.read(json.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
