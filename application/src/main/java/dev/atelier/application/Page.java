package dev.atelier.application;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A stretch of a list, newest first.
 *
 * @param next where the next page begins; empty on the last one
 */
public record Page<T>(List<T> items, Optional<Cursor> next) {

    public Page {
        items = List.copyOf(items);
    }

    /** Cuts rows, of which one more than the limit was asked for, into a page. */
    public static <T> Page<T> cut(List<T> rows, int limit, Function<T, Cursor> position) {
        return rows.size() <= limit
                ? new Page<>(rows, Optional.empty())
                : new Page<>(rows.subList(0, limit), Optional.of(position.apply(rows.get(limit - 1))));
    }
}
