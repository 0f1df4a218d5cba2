package dev.atelier.application.testing;

import static dev.atelier.application.testing.SettableClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.audit.AuditLog;
import dev.atelier.application.audit.AuditLog.Filter;
import dev.atelier.application.audit.CallOrigin.Origin;
import dev.atelier.domain.access.UserName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract of {@link AuditLog}. */
public abstract class AuditLogContract {

    /** The port: without entries at the start of each test, the same throughout it. */
    protected abstract AuditLog log();

    @Test
    void anEntryIsReadAsItWasAppended() {
        AuditEntry full = new AuditEntry(
                new UUID(1, 2),
                START,
                Optional.of(new UserName("ann")),
                new Origin(Optional.of("nightly"), Optional.of("r-1"), Optional.of("2001:db8::1")),
                AuditAction.ROLE_SAVE.on("designer", "permissions [train:all]"));
        AuditEntry bare = new AuditEntry(
                new UUID(1, 3),
                START.minusSeconds(1),
                Optional.empty(),
                Origin.NONE,
                AuditAction.KEY_ADD.on("nightly"));

        append(full);
        append(bare);

        assertThat(log().page(Filter.ALL, Optional.empty(), 10).items()).containsExactly(full, bare);
    }

    @Test
    void whatIsTooLongIsCut() {
        AuditEntry entry = entry(1, START, "ann", AuditAction.ROLE_SAVE, "s".repeat(301), "\uD83D\uDE00".repeat(1001));

        append(entry);

        AuditEntry.Deed deed =
                log().page(Filter.ALL, Optional.empty(), 1).items().get(0).deed();
        assertThat(deed.subject()).isEqualTo("s".repeat(299) + "…");
        assertThat(deed.details()).isEqualTo("\uD83D\uDE00".repeat(499) + "…");
    }

    @Test
    void aChangeReturnsItsResultAndAppendsWhatFollowsFromIt() {
        assertThat(log().change(() -> 7, result -> List.of(entry(result, START, "ann", AuditAction.USER_SAVE))))
                .isEqualTo(7);
        assertThat(log().change(() -> "none", result -> List.of())).isEqualTo("none");

        assertThat(all()).hasSize(1);
    }

    @Test
    void aChangeThatFailsAppendsNothing() {
        assertThatThrownBy(() -> log().change(
                                () -> {
                                    throw new IllegalStateException("no change");
                                },
                                result -> List.of(entry(1, START, "ann", AuditAction.USER_SAVE))))
                .hasMessage("no change");

        assertThat(all()).isEmpty();
    }

    @Test
    void pagesAreNewestFirstAndNotMovedByWhatIsAppendedMeanwhile() {
        List<AuditEntry> appended = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            // Two of each time, so that the ids decide, of which some are negative as numbers.
            appended.add(0, entry((long) i << 61, START.plusSeconds(i / 2), "ann", AuditAction.USER_SAVE));
            append(appended.get(0));
        }

        List<AuditEntry> read = new ArrayList<>();
        Optional<Cursor> after = Optional.empty();
        do {
            Page<AuditEntry> page = log().page(Filter.ALL, after, 2);
            read.addAll(page.items());
            after = page.next();
            append(entry(100 + read.size(), START.plusSeconds(1000), "ann", AuditAction.USER_SAVE));
        } while (after.isPresent());

        assertThat(read).isEqualTo(appended);
    }

    @Test
    void eachFilterLeavesOutTheOthers() {
        AuditEntry first = entry(1, START, "ann", AuditAction.USER_SAVE, "bob", "");
        AuditEntry second = entry(2, START.plusSeconds(1), "bob", AuditAction.USER_DELETE, "ann", "");
        AuditEntry third = entry(3, START.plusSeconds(2), "ann", AuditAction.ROLE_SAVE, "bob", "");
        List.of(first, second, third).forEach(this::append);

        Optional<UserName> noUser = Optional.empty();
        Optional<AuditAction> noAction = Optional.empty();
        Optional<String> none = Optional.empty();
        Optional<Instant> noTime = Optional.empty();
        assertThat(found(new Filter(Optional.of(new UserName("ann")), noAction, none, none, noTime, noTime)))
                .containsExactly(third, first);
        assertThat(found(new Filter(noUser, Optional.of(AuditAction.USER_SAVE), none, none, noTime, noTime)))
                .containsExactly(first);
        assertThat(found(new Filter(noUser, noAction, Optional.of("user"), none, noTime, noTime)))
                .containsExactly(second, first);
        assertThat(found(new Filter(noUser, noAction, none, Optional.of("bob"), noTime, noTime)))
                .containsExactly(third, first);
        assertThat(found(new Filter(noUser, noAction, none, none, Optional.of(START.plusSeconds(1)), noTime)))
                .containsExactly(third, second);
        assertThat(found(new Filter(noUser, noAction, none, none, noTime, Optional.of(START.plusSeconds(1)))))
                .containsExactly(first);
        assertThat(found(new Filter(
                        Optional.of(new UserName("ann")),
                        Optional.of(AuditAction.ROLE_SAVE),
                        Optional.of("role"),
                        Optional.of("bob"),
                        Optional.of(START),
                        Optional.of(START.plusSeconds(3)))))
                .containsExactly(third);
    }

    @Test
    void theOldestAreRemovedFirstAndOnlyWhatIsOld() {
        AuditEntry oldest = entry(1, START, "ann", AuditAction.USER_SAVE);
        AuditEntry old = entry(2, START.plusSeconds(1), "ann", AuditAction.USER_SAVE);
        AuditEntry kept = entry(3, START.plusSeconds(2), "ann", AuditAction.USER_SAVE);
        List.of(kept, old, oldest).forEach(this::append);

        assertThat(log().removeBefore(kept.time(), 1)).isEqualTo(1);
        assertThat(all()).containsExactly(kept, old);
        assertThat(log().removeBefore(kept.time(), 10)).isEqualTo(1);
        assertThat(log().removeBefore(kept.time().minus(Duration.ofDays(1)), 10))
                .isZero();
        assertThat(all()).containsExactly(kept);
    }

    protected final void append(AuditEntry entry) {
        log().change(() -> entry, List::of);
    }

    protected static AuditEntry entry(long id, Instant time, String user, AuditAction action) {
        return entry(id, time, user, action, "subject", "details");
    }

    private static AuditEntry entry(
            long id, Instant time, String user, AuditAction action, String subject, String details) {
        return new AuditEntry(
                new UUID(id, id), time, Optional.of(new UserName(user)), Origin.NONE, action.on(subject, details));
    }

    private List<AuditEntry> all() {
        return found(Filter.ALL);
    }

    private List<AuditEntry> found(Filter filter) {
        return log().page(filter, Optional.empty(), 100).items();
    }
}
