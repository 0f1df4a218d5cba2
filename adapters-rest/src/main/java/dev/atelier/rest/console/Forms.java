package dev.atelier.rest.console;

import dev.atelier.rest.LazyJsonBody;
import io.micronaut.core.annotation.Nullable;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the forms of pages. They are received as the bodies of the API's operations are, which have a bound together; the framework's own
 * reader has one for each alone, and another for each field.
 */
final class Forms {

    /** The most bytes of a form without an image. */
    static final int SMALL = 32 << 10;

    private static final int MOST_FIELDS = 1000;

    private Forms() {}

    /** The fields by name; of several with one name the first. */
    static Map<String, String> of(@Nullable LazyJsonBody body) {
        String text = new String(LazyJsonBody.bytes(body), StandardCharsets.UTF_8);
        Map<String, String> fields = new LinkedHashMap<>();
        new QueryStringDecoder(text, StandardCharsets.UTF_8, false, MOST_FIELDS, true)
                .parameters()
                .forEach((name, values) -> fields.put(name, values.get(0)));
        return fields;
    }
}
