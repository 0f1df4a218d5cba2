package dev.atelier.rest.envelope;

import dev.atelier.domain.TextSanitizer;

/** Ids in paths, which may be malformed. */
public final class PathParameters {

    private static final int MAX_LENGTH = 100;

    private PathParameters() {}

    /** The id for a message: unchanged, unless it is overlong or contains control characters. */
    public static String shown(String id) {
        return id.length() <= MAX_LENGTH && TextSanitizer.isName(id) ? id : TextSanitizer.quote(id);
    }
}
