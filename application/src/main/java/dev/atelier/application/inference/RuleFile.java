package dev.atelier.application.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data files beside this class: lines of words, and comments that begin with {@code #}. */
final class RuleFile {

    private RuleFile() {}

    static List<List<String>> lines(String name) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(RuleFile.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> List.of(line.strip().split("\\s+")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }

    /** Parses lines of a type and the names that have it. */
    static Map<String, ValueRule> types(String name) {
        Map<String, ValueRule> types = new LinkedHashMap<>();
        for (List<String> line : lines(name)) {
            line.stream().skip(1).forEach(key -> types.put(key, ValueRule.of(line.get(0))));
        }
        return types;
    }
}
