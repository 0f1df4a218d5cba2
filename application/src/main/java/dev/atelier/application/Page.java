package dev.atelier.application;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list, newest first.
 *
 * @param next where the next page begins; empty on the last one
 */
public record Page<T>(List<T> items, Optional<Cursor> next) {

    public Page {
        items = List.copyOf(items);
    }

    /** Makes a page of rows that were queried with one more than the limit. */
    public static <T> Page<T> cut(List<T> rows, int limit, Function<T, Cursor> position) {
        return rows.size() <= limit
                ? new Page<>(rows, Optional.empty())
                : new Page<>(rows.subList(0, limit), Optional.of(position.apply(rows.get(limit - 1))));
    }
}
