package dev.atelier.rest.console;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a form by name, as a browser sends them: what is empty was not filled in, and an unchecked box is not there. */
record FormFields(Map<String, String> fields) {

    /** Fewer digits than an int has, so that it holds each. */
    private static final String COUNT = "\\d{1,9}";

    /** Those of the body of a request, which has none where none was filled in. */
    static FormFields of(@Nullable Map<String, String> body) {
        return new FormFields(body == null ? Map.of() : body);
    }

    /** What a field has, or nothing. */
    String text(String name) {
        return given(name).orElse("");
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

    /** @throws InvalidRequestException if it is no whole number of 0 or more */
    Optional<Integer> count(String name) {
        return given(name).map(text -> {
            if (!text.matches(COUNT)) {
                throw new InvalidRequestException(
                        name + " should be a whole number of 0 or more, not " + TextSanitizer.quote(text));
            }
            return Integer.valueOf(text);
        });
    }
}
