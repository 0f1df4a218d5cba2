package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file to be imported.
 *
 * @param name its name, where that is known before its server is asked
 * @param sha256 the digest that its bytes must have, in lower-case hexadecimal, where one was given or published
 * @param size how many bytes it has, where that is known before its server is asked
 */
public record ImportSource(
        SourceUrl url, Optional<CheckpointFileName> name, Optional<String> sha256, OptionalLong size) {

    /** A URL about which nothing else is known. */
    public static ImportSource of(SourceUrl url) {
        return new ImportSource(url, Optional.empty(), Optional.empty(), OptionalLong.empty());
    }

    /** The name that the file has until its server reports a better one; empty when the URL does not end in one. */
    public Optional<CheckpointFileName> provisionalName() {
        return name.or(url::fileName);
    }

    /**
     * A digest as people write it.
     *
     * @throws InvalidRequestException if it is no SHA-256 in hexadecimal
     */
    public static String digest(String text) {
        String digest = text.strip().toLowerCase(Locale.ROOT);
        if (!isDigest(digest)) {
            throw new InvalidRequestException(
                    "sha256 " + TextSanitizer.quote(text) + " is not a SHA-256; allowed are 64 hexadecimal digits");
        }
        return digest;
    }

    /** Whether it is a SHA-256 in lower-case hexadecimal. */
    public static boolean isDigest(String text) {
        return text.matches("[0-9a-f]{64}");
    }
}
