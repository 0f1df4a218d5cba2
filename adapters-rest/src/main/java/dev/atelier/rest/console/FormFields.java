package dev.atelier.rest.console;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.rest.LazyJsonBody;
import io.micronaut.core.annotation.Nullable;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a form by name, as a browser sends them: what is empty was not filled in, and an unchecked box is not there. */
record FormFields(Map<String, String> fields) {

    /** Fewer digits than an int has, so that it holds each. */
    private static final String COUNT = "\\d{1,9}";

    /** Fewer digits than a long has. */
    private static final String SIZE = "\\d{1,18}";

    /** The most bytes of a form without an image. */
    static final int SMALL = 32 << 10;

    /** Of one with thousands of characters to read: a browser sends up to nine bytes for each. */
    static final int LARGE = 128 << 10;

    private static final int MOST_FIELDS = 1000;

    /**
     * Those of the body of a request, of several with one name the first. Forms are received as the bodies of the API's operations are, which
     * have a bound together; the framework's own reader has one for each alone, and another for each field.
     */
    static FormFields of(@Nullable LazyJsonBody body) {
        String text = new String(LazyJsonBody.bytes(body), StandardCharsets.UTF_8);
        Map<String, String> fields = new LinkedHashMap<>();
        new QueryStringDecoder(text, StandardCharsets.UTF_8, false, MOST_FIELDS, true)
                .parameters()
                .forEach((name, values) -> fields.put(name, values.get(0)));
        return new FormFields(fields);
    }

    /** What a field has, or nothing. */
    String text(String name) {
        return given(name).orElse("");
    }

    /** As above, with spaces at its ends: the name of what is there already. */
    String exact(String name) {
        return fields.getOrDefault(name, "");
    }

    Optional<String> given(String name) {
        return Pages.given(fields.get(name));
    }

    /** The names in a field with one on each line. */
    List<String> lines(String name) {
        return text(name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    boolean isChecked(String name) {
        return fields.containsKey(name);
    }

    /** What follows the prefix in the names of checked boxes. */
    List<String> checked(String prefix) {
        return fields.keySet().stream()
                .filter(field -> field.startsWith(prefix))
                .map(field -> field.substring(prefix.length()))
                .toList();
    }

    /** @throws InvalidRequestException if it is no whole number of 0 or more */
    Optional<Integer> count(String name) {
        return whole(name, COUNT).map(Integer::valueOf);
    }

    /** As above, for a number of bytes. */
    Optional<Long> size(String name) {
        return whole(name, SIZE).map(Long::valueOf);
    }

    private Optional<String> whole(String name, String allowed) {
        Optional<String> text = given(name);
        text.filter(given -> !given.matches(allowed)).ifPresent(given -> {
            throw new InvalidRequestException(
                    name + " should be a whole number of 0 or more, not " + TextSanitizer.quote(given));
        });
        return text;
    }
}
