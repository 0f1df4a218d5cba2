package dev.atelier.rest.console;

import io.micronaut.core.annotation.Nullable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What images were made of, in WebUI's names.
 *
 * @param fields the form's fields with which the same images are made again
 * @param infotext WebUI's own description of the first image; empty where there is none
 */
record Generation(Map<String, String> fields, String infotext) {

    static final Generation UNKNOWN = new Generation(Map.of(), "");

    static Generation of(Map<?, ?> parameters, Map<?, ?> info) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : GenerateForm.REPEATABLE) {
            // The node's own words come first: it has made numbers of a seed of -1.
            text(info.get(name)).or(() -> text(parameters.get(name))).ifPresent(value -> fields.put(name, value));
        }
        fields.putAll(ControlUnit.fields(parameters));
        Object texts = info.get("infotexts");
        return new Generation(
                fields, texts instanceof List<?> list && !list.isEmpty() ? String.valueOf(list.get(0)) : "");
    }

    /** A text or a number that was given. */
    static Optional<String> text(@Nullable Object value) {
        return value instanceof String || value instanceof Number
                ? Optional.of(value.toString()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /** The fields without the seed, so that other images come out. */
    Map<String, String> withoutSeed() {
        Map<String, String> others = new LinkedHashMap<>(fields);
        others.remove(GenerateForm.SEED);
        return others;
    }
}
