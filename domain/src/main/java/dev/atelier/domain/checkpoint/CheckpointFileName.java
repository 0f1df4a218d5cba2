package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a model file: 1 to 255 characters, no slashes, no control characters, not starting with a dot. */
public record CheckpointFileName(String value) {

    private static final int MAX_LENGTH = 255;

    private static final Pattern EXTENSION = Pattern.compile("\\.(safetensors|ckpt|pt|pth|bin|sft|gguf|yaml)$");

    public CheckpointFileName {
        if (!isAllowed(value)) {
            throw new InvalidRequestException(
                    "checkpoint file name " + TextSanitizer.quote(value) + " is not allowed: 1 to " + MAX_LENGTH
                            + " characters, no slashes, no control characters, no dot at the start");
        }
    }

    /** The name of a new file. */
    public static CheckpointFileName of(String text) {
        CheckpointFileName name = new CheckpointFileName(text);
        TextSanitizer.requireName("checkpoint file name", text);
        return name;
    }

    /** The name of a new file, where it is an allowed one. */
    public static Optional<CheckpointFileName> parse(String text) {
        return isAllowed(text) && TextSanitizer.isName(text)
                ? Optional.of(new CheckpointFileName(text))
                : Optional.empty();
    }

    /** The name without its extension. */
    public String stem() {
        return value.replaceFirst("(?<=.)\\.[^.]*$", "");
    }

    /** The name without a model file's extension, in lower case: GPU nodes list models by such names. */
    public static String stem(String name) {
        return EXTENSION.matcher(name.toLowerCase(Locale.ROOT)).replaceFirst("");
    }

    private static boolean isAllowed(String value) {
        return value != null
                && !value.isBlank()
                && value.length() <= MAX_LENGTH
                && !value.startsWith(".")
                && value.matches("[^\\p{Cntrl}/\\\\]+");
    }

    @Override
    public String toString() {
        return value;
    }
}
