package dev.atelier.application.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list that is sorted by name, descending.
 *
 * @param next the name after which the next page begins; empty on the last one
 */
public record NamePage<T>(List<T> items, Optional<String> next) {

    public NamePage {
        items = List.copyOf(items);
    }

    /** Makes a page of rows that were queried with one more than the limit. */
    static <T> NamePage<T> cut(List<T> rows, int limit, Function<T, Object> name) {
        return rows.size() <= limit
                ? new NamePage<>(rows, Optional.empty())
                : new NamePage<>(
                        rows.subList(0, limit),
                        Optional.of(name.apply(rows.get(limit - 1)).toString()));
    }
}
