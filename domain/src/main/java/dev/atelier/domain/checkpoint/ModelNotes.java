package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.List;
import java.util.Locale;

/**
 * What those who manage a checkpoint write about it.
 *
 * @param text on any number of lines
 * @param tags by which it is found, in lower case, each once, sorted
 */
public record ModelNotes(String text, List<String> tags) {

    public static final ModelNotes NONE = new ModelNotes("", List.of());

    public static final int MAX_LENGTH = 4000;
    public static final int MAX_TAGS = 20;
    public static final int MAX_TAG_LENGTH = 50;

    public ModelNotes {
        text = text.strip();
        if (text.length() > MAX_LENGTH || text.indexOf('\0') >= 0) {
            throw new InvalidRequestException(
                    "notes have " + text.length() + " characters; allowed are " + MAX_LENGTH + ", without NUL");
        }
        tags = tags.stream()
                .map(tag -> tag.strip().toLowerCase(Locale.ROOT))
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .sorted()
                .toList();
        if (tags.size() > MAX_TAGS) {
            throw new InvalidRequestException(tags.size() + " tags are given; allowed are " + MAX_TAGS);
        }
        tags.forEach(ModelNotes::require);
    }

    private static void require(String tag) {
        TextSanitizer.requireName("tag", tag);
        if (tag.length() > MAX_TAG_LENGTH || tag.contains(",")) {
            throw new InvalidRequestException("tag " + TextSanitizer.quote(tag) + " is not allowed: up to "
                    + MAX_TAG_LENGTH + " characters, no comma");
        }
    }
}
