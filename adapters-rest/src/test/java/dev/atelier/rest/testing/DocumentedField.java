package dev.atelier.rest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** The path and type of a documented field. */
record DocumentedField(List<?> segments, String type) {

    /** Fields that the tables type one way and the examples another; by DECISIONS the examples win. */
    private static final Map<String, String> EXAMPLE_WINS = Map.of(
            "current_instance_count",
            "string",
            "endTime",
            "string or null",
            "error",
            "string or null",
            "params",
            "object");

    void require(Object body) {
        require(body, 0);
    }

    private void require(Object value, int depth) {
        if (depth == segments.size()) {
            assertThat(fits(value))
                    .as("%s is %s, documented is %s", segments, value, type)
                    .isTrue();
            return;
        }
        Object segment = segments.get(depth);
        if (segment.equals("[]")) {
            assertThat(value).as("%s", segments).isInstanceOf(List.class);
            ((List<?>) value).forEach(entry -> require(entry, depth + 1));
            return;
        }
        assertThat(value).as("%s", segments).isInstanceOf(Map.class);
        Map<?, ?> object = (Map<?, ?>) value;
        if (isFileName(segment)) {
            assertThat(object).as("%s", segments).isNotEmpty();
            object.values().forEach(entry -> require(entry, depth + 1));
        } else {
            assertThat(object.containsKey(segment))
                    .as("%s in %s", segments, object)
                    .isTrue();
            require(object.get(segment), depth + 1);
        }
    }

    /** The documents use a file's name where any may be. */
    private static boolean isFileName(Object segment) {
        return segment.toString().startsWith("v1-5-pruned-emaonly.safetensors");
    }

    private boolean fits(Object value) {
        String expected = EXAMPLE_WINS.getOrDefault(String.valueOf(segments.get(segments.size() - 1)), type);
        return switch (expected) {
            case "string" -> value instanceof String;
            case "string or null" -> value == null || value instanceof String;
            case "null" -> value == null;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "boolean" -> value instanceof Boolean;
            case "[string]" -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
            case "[object]" -> value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance);
            default -> value instanceof Map;
        };
    }

    /** Asserts that the body has every key of the example. */
    static void requireKeys(Object example, Object body, String where) {
        if (example instanceof Map<?, ?> object) {
            assertThat(body).as(where).isInstanceOf(Map.class);
            object.forEach((key, value) -> {
                if (!isFileName(key)) {
                    assertThat(((Map<?, ?>) body).containsKey(key))
                            .as("%s.%s", where, key)
                            .isTrue();
                    requireKeys(value, ((Map<?, ?>) body).get(key), where + "." + key);
                }
            });
        } else if (example instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map) {
            assertThat(body).as(where).isInstanceOf(List.class);
            ((List<?>) body).forEach(entry -> requireKeys(list.get(0), entry, where + "[]"));
        }
    }
}
