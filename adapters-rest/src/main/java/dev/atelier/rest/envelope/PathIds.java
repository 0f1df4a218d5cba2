package dev.atelier.rest.envelope;

import dev.atelier.domain.Text;

/** Ids that clients put into a path, which can be anything. */
public final class PathIds {

    private static final int LONGEST = 100;

    private PathIds() {}

    /** The id as a message may repeat it: as it is, unless it is overlong or holds control characters. */
    public static String shown(String id) {
        return id.length() <= LONGEST && Text.isName(id) ? id : Text.quote(id);
    }
}
