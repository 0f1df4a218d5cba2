package dev.atelier.rest.access;

import dev.atelier.rest.QueryParameters;
import java.util.Optional;

/** Pagination of lists that are sorted by name. Without its parameters clients receive everything at once. */
final class NamePagination {

    private static final String NONE = "not_applicable";
    private static final int HIGHEST_LIMIT = 1000;

    private NamePagination() {}

    /** The name after which the list begins. */
    static Optional<String> start(QueryParameters queryParameters) {
        return queryParameters.text("exclusive_start_key").filter(key -> !key.equals(NONE));
    }

    static int limit(QueryParameters queryParameters) {
        return queryParameters.pageSize("limit", HIGHEST_LIMIT, HIGHEST_LIMIT);
    }

    /** The constant {@code previous_evaluated_key}: there is no backward paging. */
    static String previous() {
        return NONE;
    }

    /** The value of {@code last_evaluated_key}. */
    static String last(Optional<String> next) {
        return next.orElse(NONE);
    }
}
