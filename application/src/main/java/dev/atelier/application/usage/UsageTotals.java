package dev.atelier.application.usage;

import dev.atelier.domain.access.UserName;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What users have used, by day. A job is counted once, in the transaction that stores its end or deletes it while it is in progress, and
 * stays counted when the job, its user, checkpoint or endpoint is deleted. Thread-safe.
 */
public interface UsageTotals {

    /**
     * The totals that fit the filter, one for each different combination of values, in ascending order of these.
     *
     * @param by the dimensions that distinguish the totals, at least one
     * @param after where to go on: {@link UsageTotal#key} of the last total before, with the same dimensions; empty: at the
     *     beginning
     * @param limit the most totals
     */
    List<UsageTotal> ascending(Filter filter, Set<UsageDimension> by, Optional<List<String>> after, int limit);

    /**
     * Removes what was used on the oldest of the days before this one.
     *
     * @return whether there was such a day
     */
    boolean removeOldest(LocalDate before);

    /**
     * What is counted; what is empty does not restrict.
     *
     * @param from the first day in UTC, inclusive
     * @param to the last day, inclusive
     */
    record Filter(LocalDate from, LocalDate to, Optional<UserName> user, Optional<String> model) {}
}
