package dev.atelier.rest.testing;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

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

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
