package dev.atelier.application.usage;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryUsageTotals;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.usage.ReadUsage.Query;
import dev.atelier.application.usage.ReadUsage.UsagePage;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadUsageTest {

    private static final Set<UsageDimension> BY_USER = EnumSet.of(UsageDimension.USER);
    private static final Caller ADMINISTRATOR = TestCallers.administrator();

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ReadUsage usage = new ReadUsage(atelier.usage, atelier.clock);

    @Test
    void withoutDaysItIsThisMonthToDate() {
        use(job().createdAt(Instant.parse("2026-02-28T23:59:57Z")));
        use(job().createdAt(Instant.parse("2026-02-28T23:59:58Z")));
        use(job().createdAt(SettableClock.START));

        UsagePage page = usage.list(ADMINISTRATOR, query(null, null, null), Optional.empty(), 10);

        assertThat(page.from()).isEqualTo("2026-03-01");
        assertThat(page.to()).isEqualTo("2026-03-04");
        assertThat(page.totals()).extracting(UsageTotal::succeeded).containsExactly(2L);
        assertThat(usage.list(ADMINISTRATOR, query(null, "2026-02-28", null), Optional.empty(), 10)
                        .from())
                .isEqualTo("2026-02-01");
    }

    @Test
    void usersSeeTheirOwnAndAdministratorsThatOfAll() {
        use(job().by("ann"));
        use(job().by("bob"));
        Caller ann = TestCallers.holding("ann", "inference:list");

        assertThat(users(ann, null)).containsExactly("ann");
        assertThat(users(ann, "ann")).containsExactly("ann");
        assertThatThrownBy(() -> users(ann, "bob")).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> users(TestCallers.holding("bob", "checkpoint:all"), null))
                .isInstanceOf(PermissionDeniedException.class);
        assertThat(users(ADMINISTRATOR, null)).containsExactly("ann", "bob");
        assertThat(users(ADMINISTRATOR, "bob")).containsExactly("bob");
    }

    @Test
    void daysInTheWrongOrderAreRejected() {
        assertThatThrownBy(() -> usage.all(ADMINISTRATOR, query("2026-03-02", "2026-03-01", null)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("from is 2026-03-02, which is after to, 2026-03-01");
    }

    @Test
    void aPageSaysWhereTheNextOneBegins() {
        use(job().by("ann"));
        use(job().by("bob"));

        UsagePage first = usage.list(ADMINISTRATOR, query(null, null, null), Optional.empty(), 1);
        UsagePage second = usage.list(ADMINISTRATOR, query(null, null, null), first.next(), 1);

        assertThat(first.next()).contains(List.of("ann"));
        assertThat(second.totals()).extracting(UsageTotal::key).containsExactly(List.of("bob"));
        assertThat(second.next()).isEmpty();
    }

    @Test
    void moreThanOneAnswerHoldsIsRejected() {
        use(job());
        UsageTotal total = atelier.usage
                .ascending(
                        new UsageTotals.Filter(
                                LocalDate.EPOCH, LocalDate.of(9999, 1, 1), Optional.empty(), Optional.empty()),
                        BY_USER,
                        Optional.empty(),
                        1)
                .get(0);
        ReadUsage full = new ReadUsage(
                new InMemoryUsageTotals() {
                    @Override
                    public List<UsageTotal> ascending(
                            Filter filter, Set<UsageDimension> by, Optional<List<String>> after, int limit) {
                        return Collections.nCopies(limit, total);
                    }
                },
                atelier.clock);

        assertThatThrownBy(() -> full.all(ADMINISTRATOR, query(null, null, null)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("there are more than 100000 totals; ");
    }

    @Test
    void anotherDimensionIsRejected() {
        assertThatThrownBy(() -> UsageDimension.of("node"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("usage has no \"node\"; it has day, user, model, endpoint");
    }

    private void use(TestJobs job) {
        atelier.jobs.add(job.started());
        atelier.jobs.end(job.succeeded());
    }

    private List<String> users(Caller caller, String user) {
        return usage.all(caller, query(null, null, user)).totals().stream()
                .map(total -> total.key().get(0))
                .toList();
    }

    private static Query query(String from, String to, String user) {
        return new Query(
                Optional.ofNullable(from).map(LocalDate::parse),
                Optional.ofNullable(to).map(LocalDate::parse),
                Optional.ofNullable(user).map(UserName::new),
                Optional.empty(),
                BY_USER);
    }
}
