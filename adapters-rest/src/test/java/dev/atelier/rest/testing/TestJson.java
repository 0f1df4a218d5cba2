package dev.atelier.rest.testing;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON as plain values and back. */
public final class TestJson {

    private static final JsonMapper MAPPER = JsonMapper.createDefault();

    private TestJson() {}

    public static Object read(byte[] json) {
        try {
            return MAPPER.readValue(json, Argument.OBJECT_ARGUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(String json) {
        return (Map<String, Object>) read(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The nested object at these names. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> at(Map<String, Object> object, String... names) {
        Map<String, Object> found = object;
        for (String name : names) {
            found = (Map<String, Object>) found.get(name);
        }
        return found;
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
