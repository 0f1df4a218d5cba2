package dev.atelier.rest.access;

import dev.atelier.rest.QueryParameters;
import java.util.Optional;

/** Where lists that are sorted by name begin and end. Nobody who does not ask for pages has to know that there are any. */
final class NamePagination {

    private static final String NONE = "not_applicable";
    private static final int HIGHEST_LIMIT = 1000;

    private NamePagination() {}

    /** The name after which the list begins. */
    static Optional<String> start(QueryParameters queryParameters) {
        return queryParameters.text("exclusive_start_key").filter(key -> !key.equals(NONE));
    }

    static int limit(QueryParameters queryParameters) {
        return queryParameters.number("limit", HIGHEST_LIMIT, 1, HIGHEST_LIMIT);
    }

    /** What {@code previous_evaluated_key} always says: nobody goes back. */
    static String previous() {
        return NONE;
    }

    /** What {@code last_evaluated_key} says. */
    static String last(Optional<String> next) {
        return next.orElse(NONE);
    }
}
