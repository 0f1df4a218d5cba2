package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a model file: 1 to 255 characters, no backslashes, no control characters, not starting with a dot. That of a
 * new file has no slashes and at most 255 bytes in UTF-8, as file systems have it. A GPU node names a file of its own by its
 * folder, too, where it has several of one name.
 */
public record CheckpointFileName(String value) {

    private static final int MAX_LENGTH = 255;

    private static final String RULES = ", no slashes, no control characters, no dot at the start";

    /** One or more parts that begin with no dot, so that it leads into a folder and never out of one. */
    private static final Pattern PATH = Pattern.compile("(?!\\.)[^\\p{Cntrl}/\\\\]+(/(?!\\.)[^\\p{Cntrl}/\\\\]+)*");

    private static final Pattern EXTENSION = Pattern.compile("\\.(safetensors|ckpt|pt|pth|bin|sft|gguf|yaml)$");

    public CheckpointFileName {
        if (!isAllowed(value)) {
            throw new InvalidRequestException("checkpoint file name " + TextSanitizer.quote(value)
                    + " is not allowed: 1 to " + MAX_LENGTH + " characters" + RULES);
        }
    }

    /** The name of a new file. */
    public static CheckpointFileName of(String text) {
        CheckpointFileName name = new CheckpointFileName(text);
        if (!isFileName(text)) {
            throw new InvalidRequestException("checkpoint file name " + TextSanitizer.quote(text)
                    + " is not allowed: at most " + MAX_LENGTH + " bytes in UTF-8" + RULES);
        }
        TextSanitizer.requireName("checkpoint file name", text);
        return name;
    }

    /** The name of a new file, where it is an allowed one. */
    public static Optional<CheckpointFileName> parse(String text) {
        return isAllowed(text) && isFileName(text) && TextSanitizer.isName(text)
                ? Optional.of(new CheckpointFileName(text))
                : Optional.empty();
    }

    /** Whether it is the name of a file as such, without folders. */
    public boolean isFileName() {
        return isFileName(value);
    }

    private static boolean isFileName(String value) {
        return value.indexOf('/') < 0 && value.getBytes(StandardCharsets.UTF_8).length <= MAX_LENGTH;
    }

    /** The name without its extension. */
    public String stem() {
        return value.replaceFirst("(?<=.)\\.[^.]*$", "");
    }

    /** The name without folders and a model file's extension, in lower case: GPU nodes list models by such names. */
    public static String stem(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return EXTENSION.matcher(file.toLowerCase(Locale.ROOT)).replaceFirst("");
    }

    private static boolean isAllowed(String value) {
        return value != null
                && !value.isBlank()
                && value.length() <= MAX_LENGTH
                && PATH.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
