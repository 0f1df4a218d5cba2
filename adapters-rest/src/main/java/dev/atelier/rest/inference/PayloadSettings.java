package dev.atelier.rest.inference;

import dev.atelier.application.inference.PayloadAdditions;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;

/**
 * Payload contents allowed beside the built-in lists.
 *
 * @param scripts titles of further {@code alwayson_scripts}; their arguments are rejected only where they could be a
 *     path or URL of the node, so name no script that takes folders or files in another form
 * @param settings keys of further {@code override_settings}; the same holds for their values
 */
@ConfigurationProperties(PayloadSettings.KEY)
record PayloadSettings(
        @Bindable(defaultValue = "") List<String> scripts,
        @Bindable(defaultValue = "") List<String> settings) {

    static final String KEY = "atelier.inference";

    PayloadAdditions additions() {
        return new PayloadAdditions(given(scripts), given(settings));
    }

    private static List<String> given(List<String> values) {
        return values.stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
