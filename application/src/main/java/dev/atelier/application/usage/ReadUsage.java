package dev.atelier.application.usage;

import dev.atelier.application.UseCase;
import dev.atelier.application.inference.JobScope;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.UserName;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows users what they have used, and administrators what all have. */
@UseCase
public class ReadUsage {

    /** The most totals of a list that is read as a whole. */
    public static final int MOST = 100_000;

    private final UsageTotals totals;
    private final Clock clock;

    public ReadUsage(UsageTotals totals, Clock clock) {
        this.totals = totals;
        this.clock = clock;
    }

    /**
     * What is asked for.
     *
     * @param from the first day in UTC; empty: the first of the month of the last day
     * @param to the last day, inclusive; empty: today
     * @param user whose jobs; empty: of all whose jobs the caller may see
     * @param model the name of a checkpoint; empty: any
     * @param by as in {@link UsageTotals#ascending}
     */
    public record Query(
            Optional<LocalDate> from,
            Optional<LocalDate> to,
            Optional<UserName> user,
            Optional<String> model,
            Set<UsageDimension> by) {}

    /**
     * A part of the totals, in ascending order of their values.
     *
     * @param next where the next page begins; empty on the last one
     */
    public record UsagePage(LocalDate from, LocalDate to, List<UsageTotal> totals, Optional<List<String>> next) {}

    /**
     * A page.
     *
     * @throws InvalidRequestException if the first day is after the last
     * @throws dev.atelier.domain.access.PermissionDeniedException if another user is asked for, and the caller is no administrator
     */
    public UsagePage list(Caller caller, Query query, Optional<List<String>> after, int limit) {
        UsageTotals.Filter filter = filter(caller, query);
        List<UsageTotal> found = totals.ascending(filter, query.by(), after, limit + 1);
        boolean more = found.size() > limit;
        List<UsageTotal> page = more ? found.subList(0, limit) : found;
        return new UsagePage(
                filter.from(),
                filter.to(),
                page,
                more ? Optional.of(page.get(limit - 1).key()) : Optional.empty());
    }

    /**
     * All totals at once.
     *
     * @throws InvalidRequestException as above, or if there are more than {@value #MOST}
     * @throws dev.atelier.domain.access.PermissionDeniedException as above
     */
    public UsagePage all(Caller caller, Query query) {
        UsagePage all = list(caller, query, Optional.empty(), MOST);
        if (all.next().isPresent()) {
            throw new InvalidRequestException("there are more than " + MOST
                    + " totals; ask for fewer days, or for totals that are distinguished by less");
        }
        return all;
    }

    private UsageTotals.Filter filter(Caller caller, Query query) {
        caller.require(ResourceType.INFERENCE, Action.LIST);
        LocalDate to = query.to().orElseGet(() -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        LocalDate from = query.from().orElse(to.withDayOfMonth(1));
        if (from.isAfter(to)) {
            throw new InvalidRequestException("from is " + from + ", which is after to, " + to);
        }
        return new UsageTotals.Filter(from, to, JobScope.of(caller, query.user()), query.model());
    }
}
