package dev.atelier.persistence.inspection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the configuration beside a model may contain, as listed in {@code webui-configurations.txt}. */
record AllowedConfiguration(Set<String> targets, Set<String> keys, Set<String> texts) {

    private static final String LIST = "webui-configurations.txt";

    static final AllowedConfiguration LISTED = of(read().stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.split(" ", 2))
            .collect(Collectors.groupingBy(
                    line -> line[0], Collectors.mapping(line -> line[1], Collectors.toUnmodifiableSet()))));

    private static AllowedConfiguration of(Map<String, Set<String>> lines) {
        return new AllowedConfiguration(lines.get("target"), lines.get("key"), lines.get("text"));
    }

    private static List<String> read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(AllowedConfiguration.class.getResourceAsStream(LIST), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
