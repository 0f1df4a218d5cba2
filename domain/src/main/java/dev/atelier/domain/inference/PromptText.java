package dev.atelier.domain.inference;

import dev.atelier.domain.TextSanitizer;
import java.util.Optional;

/** A text as prompts are searched for it, which is the same on all databases: without differences of case and of spaces. */
public record PromptText(String value) {

    /** The most characters; the rest of a longer prompt is not searched. */
    public static final int LONGEST = 2000;

    /** Empty if nothing of the text can be seen. */
    public static Optional<PromptText> of(String text) {
        String plain = TextSanitizer.plain(text, LONGEST);
        return plain.isEmpty() ? Optional.empty() : Optional.of(new PromptText(folded(plain)));
    }

    public boolean contains(PromptText part) {
        return value.contains(part.value);
    }

    /** Each character by itself, as some letters have two small ones, by what stands beside them. */
    private static String folded(String text) {
        return text.codePoints()
                .map(character -> Character.toLowerCase(Character.toUpperCase(character)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
