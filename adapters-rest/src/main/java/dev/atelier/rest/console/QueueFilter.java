package dev.atelier.rest.console;

import io.micronaut.core.annotation.Nullable;

/** Which part of the queue is shown: empty texts restrict nothing. */
record QueueFilter(String endpoint, String user, @Nullable Long after) {

    /** The query of the page that begins behind this place; null: of the first page. */
    String query(@Nullable Long behind) {
        return Frame.query("endpoint", endpoint, "user", user, "after", behind == null ? "" : behind.toString());
    }
}
