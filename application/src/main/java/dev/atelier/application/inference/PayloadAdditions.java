package dev.atelier.application.inference;

import java.util.List;

/**
 * What the operator allows in payloads beside what is built in.
 *
 * @param scripts titles of scripts; of their arguments only texts that could be a path or URL are refused
 * @param settings keys of {@code override_settings}; the same holds for their values
 */
public record PayloadAdditions(List<String> scripts, List<String> settings) {

    /** Nothing. */
    public static final PayloadAdditions NONE = new PayloadAdditions(List.of(), List.of());

    public PayloadAdditions {
        scripts = List.copyOf(scripts);
        settings = List.copyOf(settings);
    }
}
