package dev.atelier.rest.envelope;

import dev.atelier.domain.TextSanitizer;

/** Ids that clients put into a path, which can be anything. */
public final class PathParameters {

    private static final int MAX_LENGTH = 100;

    private PathParameters() {}

    /** The id as a message may repeat it: as it is, unless it is overlong or holds control characters. */
    public static String shown(String id) {
        return id.length() <= MAX_LENGTH && TextSanitizer.isName(id) ? id : TextSanitizer.quote(id);
    }
}
