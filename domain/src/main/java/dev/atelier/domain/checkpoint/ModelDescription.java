package dev.atelier.domain.checkpoint;

import dev.atelier.domain.TextSanitizer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a model file is, by its own header. Strangers write headers, so all of it is bounded: texts are cut, and lack the
 * characters that cannot be seen; what is empty then is left out.
 *
 * @param precision the type of most of its numbers, such as {@code F16}; empty where it is unknown
 * @param parameters how many numbers its tensors have; 0 where it is unknown
 * @param triggerWords what a prompt names so that the model has its effect, the most important first
 */
public record ModelDescription(
        ModelFamily family,
        ModelKind kind,
        String precision,
        long parameters,
        Map<ModelProperty, String> properties,
        List<String> triggerWords) {

    public static final int MAX_TRIGGER_WORDS = 20;

    private static final int MAX_WORD_LENGTH = 80;
    private static final int MAX_PRECISION_LENGTH = 20;

    public ModelDescription {
        precision = TextSanitizer.plain(precision, MAX_PRECISION_LENGTH);
        parameters = Math.max(parameters, 0);
        properties = plain(properties);
        triggerWords = triggerWords.stream()
                .map(word -> TextSanitizer.plain(word, MAX_WORD_LENGTH))
                .filter(word -> !word.isEmpty())
                .distinct()
                .limit(MAX_TRIGGER_WORDS)
                .toList();
    }

    private static Map<ModelProperty, String> plain(Map<ModelProperty, String> given) {
        Map<ModelProperty, String> plain = new EnumMap<>(ModelProperty.class);
        given.forEach((property, text) -> {
            String kept = TextSanitizer.plain(text, property.longest());
            if (!kept.isEmpty()) {
                plain.put(property, kept);
            }
        });
        return Collections.unmodifiableMap(plain);
    }
}
