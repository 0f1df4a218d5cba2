package dev.atelier.persistence;

import dev.atelier.application.Cursor;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Start position of a first page, for statements that always compare with a cursor. */
public final class FirstPage {

    /** Newer than any row, so that the first page needs no statement of its own. */
    private static final Cursor NEWEST = new Cursor(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));

    private FirstPage() {}

    public static Cursor of(Optional<Cursor> after) {
        return after.orElse(NEWEST);
    }
}
