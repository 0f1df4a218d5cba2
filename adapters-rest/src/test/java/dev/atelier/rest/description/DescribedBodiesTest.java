package dev.atelier.rest.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.rest.access.SampleRequests;
import dev.atelier.rest.testing.DescribedApi;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the described request bodies against what the operations read. */
class DescribedBodiesTest {

    private static final String ID = "00000000-0000-4000-8000-000000000000";

    /** The sample of this operation is a payload of a task that reads fewer of the described properties. */
    private static final String RUN = """
            {"sagemaker_endpoint_name": "gone", "task_type": "txt2img", "prompt": "x", "models": {"Stable-diffusion": ["a"]}}
            """;

    private static RestServer server;

    @BeforeAll
    static void start() {
        server = RestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static List<String> operationsWithBodies() {
        return server.http().description().operations().entrySet().stream()
                .filter(operation -> takesJson(operation.getValue().description()))
                .filter(operation -> !isOfWebUi(operation.getValue().description()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean takesJson(Map<String, Object> operation) {
        return operation.containsKey("requestBody")
                && TestJson.at(operation, "requestBody", "content").containsKey("application/json");
    }

    /** Those bodies are read leniently, as its clients need; the tests of that package hold how. */
    private static boolean isOfWebUi(Map<String, Object> operation) {
        return List.of("webui").equals(operation.get("tags"));
    }

    @ParameterizedTest
    @MethodSource("operationsWithBodies")
    void everyDescribedPropertyIsReadWithItsType(String name) {
        DescribedApi.Operation operation = operation(name);
        List<Change> changes = new ArrayList<>();
        wrongTypes(server.http().description().request(operation.description()), sample(name), List.of(), changes);

        assertThat(changes).isNotEmpty();
        assertThat(changes).allSatisfy(change -> assertRejected(operation, change));
    }

    @ParameterizedTest
    @MethodSource("operationsWithBodies")
    void everyPropertyThatIsDescribedAsRequiredIs(String name) {
        DescribedApi.Operation operation = operation(name);
        List<Change> changes = new ArrayList<>();
        missing(server.http().description().request(operation.description()), sample(name), List.of(), changes);

        assertThat(changes).allSatisfy(change -> assertRejected(operation, change));
    }

    /** The body with one property set to this value, or without it. */
    private record Change(List<String> path, Object value) {

        String body(String sample) {
            Map<String, Object> body = TestJson.object(sample);
            Map<String, Object> parent = body;
            for (String name : path.subList(0, path.size() - 1)) {
                Object child = parent.get(name);
                parent = object(child instanceof List<?> list ? list.get(0) : child);
            }
            if (value == null) {
                parent.remove(name());
            } else {
                parent.put(name(), value);
            }
            return TestJson.write(body);
        }

        String name() {
            return path.get(path.size() - 1);
        }
    }

    private static void wrongTypes(Map<String, Object> schema, Object sample, List<String> path, List<Change> changes) {
        properties(schema).forEach((name, described) -> {
            Map<String, Object> property = resolve(described);
            List<String> at = Stream.concat(path.stream(), Stream.of(name)).toList();
            if (property.containsKey("type")) {
                changes.add(new Change(at, property.get("type").equals("object") ? "text" : Map.of("a", 1)));
            }
            inside(property, sample, name).ifPresent(inner -> wrongTypes(inner.schema(), inner.sample(), at, changes));
        });
    }

    private static void missing(Map<String, Object> schema, Object sample, List<String> path, List<Change> changes) {
        properties(schema).forEach((name, described) -> {
            List<String> at = Stream.concat(path.stream(), Stream.of(name)).toList();
            if (((List<?>) schema.getOrDefault("required", List.of())).contains(name)) {
                changes.add(new Change(at, null));
            }
            inside(resolve(described), sample, name)
                    .ifPresent(inner -> missing(inner.schema(), inner.sample(), at, changes));
        });
    }

    private record Inside(Map<String, Object> schema, Object sample) {}

    /** What the property holds, when it is an object, or a list of objects, that the sample has. */
    private static Optional<Inside> inside(Map<String, Object> property, Object sample, String name) {
        Object value = sample instanceof Map<?, ?> map ? map.get(name) : null;
        if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map) {
            return Optional.of(new Inside(resolve(property.get("items")), list.get(0)));
        }
        return value instanceof Map && property.containsKey("properties")
                ? Optional.of(new Inside(property, value))
                : Optional.empty();
    }

    private static void assertRejected(DescribedApi.Operation operation, Change change) {
        HttpResult reply = server.http()
                .send(
                        operation.method(),
                        operation.path().replaceAll("\\{\\w+}", ID),
                        change.body(TestJson.write(sample(
                                operation.description().get("operationId").toString()))));

        assertThat(reply.status()).as("%s: %s", change, reply.text()).isEqualTo(400);
        assertThat(reply.text()).as(change.toString()).contains(change.name());
    }

    private static DescribedApi.Operation operation(String name) {
        return server.http().description().operations().get(name);
    }

    private static Map<String, Object> sample(String name) {
        String sample = SampleRequests.body(name, "admin", "train:all");
        return TestJson.object(name.equals("RunInference") ? RUN : Objects.requireNonNullElse(sample, "{}"));
    }

    private static Map<String, Object> properties(Map<String, Object> schema) {
        return object(schema.getOrDefault("properties", Map.of()));
    }

    private static Map<String, Object> resolve(Object described) {
        return server.http().description().resolve(described);
    }

    @SuppressWarnings("unchecked") // JSON
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
