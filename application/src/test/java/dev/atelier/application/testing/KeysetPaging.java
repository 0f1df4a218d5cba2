package dev.atelier.application.testing;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Pages of rows in the order of a database: newest first, by id within the same microsecond. */
final class KeysetPaging {

    /** By the values of cursors, so that a page begins where the previous one ended. */
    static final Comparator<Cursor> ORDER = Comparator.comparing(
                    (Cursor cursor) -> Cursor.parse(cursor.toString()).created())
            .thenComparing(cursor -> cursor.id().toString())
            .reversed();

    private KeysetPaging() {}

    static <T> Page<T> page(Stream<T> rows, Function<T, Cursor> position, Optional<Cursor> after, int limit) {
        List<T> found = rows.filter(row -> after.isEmpty() || ORDER.compare(position.apply(row), after.get()) > 0)
                .sorted(Comparator.comparing(position, ORDER))
                .limit(limit + 1L)
                .toList();
        return Page.cut(found, limit, position);
    }
}
