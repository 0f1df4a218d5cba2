package dev.atelier.rest.envelope;

/** Values of {@code Cache-Control}. */
public final class Caching {

    /** For files: the client's own cache may keep them for a minute. */
    public static final String BRIEF = "private, max-age=60";

    /** For everything else. */
    static final String NONE = "no-store";

    private Caching() {}
}
