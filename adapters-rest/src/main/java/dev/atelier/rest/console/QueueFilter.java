package dev.atelier.rest.console;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.uri.UriBuilder;

/** Which part of the queue is shown: empty texts restrict nothing. */
record QueueFilter(String endpoint, String user, @Nullable Long after) {

    /** The query of the page that begins behind this place; null: of the first page. */
    String query(@Nullable Long behind) {
        UriBuilder query = UriBuilder.of("");
        add(query, "endpoint", endpoint);
        add(query, "user", user);
        if (behind != null) {
            query.queryParam("after", behind);
        }
        return query.build().toString();
    }

    private static void add(UriBuilder query, String name, String value) {
        if (!value.isEmpty()) {
            query.queryParam(name, value);
        }
    }
}
