package dev.atelier.domain.dataset;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name that a client gives a file of a dataset: a path as on the client's machine, of 1 to 512 characters, without
 * backslashes, control characters, and empty, {@code .} or {@code ..} parts; a part has at most 255 bytes in UTF-8.
 */
public record DatasetFileName(String value) {

    private static final int MAX_LENGTH = 512;

    /** Of a part, in bytes: the limit of file systems. */
    private static final int MAX_PART_BYTES = 255;

    public DatasetFileName {
        if (value == null
                || value.isBlank()
                || value.length() > MAX_LENGTH
                || !value.matches("[^\\p{Cntrl}\\p{Cs}\\\\]+")
                || !isPath(withoutRoot(value))) {
            throw new InvalidRequestException(
                    "file name " + TextSanitizer.quote(value) + " is not allowed: 1 to " + MAX_LENGTH
                            + " characters, parts between slashes, none of them empty, '.', '..' or longer than "
                            + MAX_PART_BYTES + " bytes in UTF-8, no backslashes and no control characters");
        }
    }

    /** The relative location of the file in its dataset's folder; absolute paths are taken as relative. */
    public String path() {
        return withoutRoot(value);
    }

    private static String withoutRoot(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static boolean isPath(String path) {
        return Arrays.stream(path.split("/", -1))
                .noneMatch(part -> part.isEmpty()
                        || part.equals(".")
                        || part.equals("..")
                        || part.getBytes(StandardCharsets.UTF_8).length > MAX_PART_BYTES);
    }

    @Override
    public String toString() {
        return value;
    }
}
