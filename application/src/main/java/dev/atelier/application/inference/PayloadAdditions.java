package dev.atelier.application.inference;

import java.util.List;

/**
 * What the operator allows in payloads beside the built-in lists.
 *
 * @param scripts titles of scripts; their arguments are rejected only where they could be a path or URL
 * @param settings keys of {@code override_settings}; the same holds for their values
 */
public record PayloadAdditions(List<String> scripts, List<String> settings) {

    /** - */
    public static final PayloadAdditions NONE = new PayloadAdditions(List.of(), List.of());

    public PayloadAdditions {
        scripts = List.copyOf(scripts);
        settings = List.copyOf(settings);
    }
}
