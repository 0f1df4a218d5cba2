package dev.atelier.persistence.audit;

import static dev.atelier.application.testing.SettableClock.START;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.Cursor;
import dev.atelier.application.access.CallerRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.audit.AuditLog;
import dev.atelier.application.audit.AuditLog.Filter;
import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.testing.AuditLogContract;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.cleanup.Cleanup;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcAuditLogTest extends AuditLogContract {

    private static final UserName ANN = new UserName("ann");

    private final PersistenceFixture persistenceFixture;

    JdbcAuditLogTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected AuditLog log() {
        return persistenceFixture.bean(AuditLog.class);
    }

    @Test
    void aChangeWhoseEntryCannotBeWrittenIsUndone() {
        AuditEntry first = entry(1, START, "ann", AuditAction.USER_SAVE);
        append(first);

        assertThatThrownBy(() -> log().change(this::addAnn, added -> List.of(first)));

        assertThat(users().find(ANN)).isEmpty();
    }

    @Test
    void anEntryWhoseChangeFailsHalfwayIsNotWritten() {
        assertThatThrownBy(() -> log().change(
                                () -> {
                                    addAnn();
                                    throw new IllegalStateException("halfway");
                                },
                                added -> List.of(entry(1, START, "ann", AuditAction.USER_SAVE))))
                .hasMessage("halfway");

        assertThat(users().find(ANN)).isEmpty();
        assertThat(log().page(Filter.ALL, Optional.empty(), 1).items()).isEmpty();
    }

    @Test
    void aTakenNameIsSaidAsOutsideOfAnAudit() {
        CheckpointRepository checkpoints = persistenceFixture.bean(CheckpointRepository.class);
        checkpoints.add(checkpoint().files("taken.safetensors").build());

        assertThatThrownBy(() -> log().change(
                                () -> {
                                    checkpoints.add(checkpoint()
                                            .files("taken.safetensors")
                                            .build());
                                    return true;
                                },
                                added -> List.of(entry(1, START, "ann", AuditAction.CHECKPOINT_CREATE))))
                .isInstanceOf(CheckpointNameTakenException.class);
        assertThat(log().page(Filter.ALL, Optional.empty(), 1).items()).isEmpty();
    }

    @Test
    void whatIsReadDuringAChangeIsNotKeptAfterIt() {
        addAnn();
        CallerRepository callers = persistenceFixture.bean(CallerRepository.class);

        log().change(
                        () -> {
                            users().delete(List.of(ANN));
                            assertThat(CompletableFuture.supplyAsync(() -> callers.find(ANN))
                                            .join())
                                    .isPresent();
                            return true;
                        },
                        deleted -> List.of(entry(1, START, "ann", AuditAction.USER_DELETE)));

        assertThat(callers.find(ANN)).isEmpty();
    }

    @Test
    void theCleanupRemovesWhatIsOlderThanTheRetention() throws Exception {
        Instant now = Instant.now();
        append(entry(1, now.minus(Duration.ofDays(3)), "ann", AuditAction.USER_SAVE));
        append(entry(2, now.minus(Duration.ofDays(1)), "ann", AuditAction.USER_SAVE));

        try (PersistenceFixture days = persistenceFixture.replica(Map.of("atelier.audit.retention", "2d"))) {
            AuditFactory factory = new AuditFactory();
            Cleanup cleanup = factory.expiredAuditEntries(
                    days.bean(AuditLog.class), days.bean(AuditConfiguration.class), Clock.systemUTC());

            assertThat(cleanup.step().run()).isFalse();
        }

        assertThat(log().page(Filter.ALL, Optional.empty(), 10).items())
                .extracting(entry -> entry.id())
                .containsExactly(new UUID(2, 2));
    }

    @Test
    void eachFilterIsReadFromItsIndex() throws SQLException {
        Filter all = Filter.ALL;
        Optional<UserName> ann = Optional.of(ANN);
        Optional<AuditAction> save = Optional.of(AuditAction.USER_SAVE);
        Optional<String> bob = Optional.of("bob");
        Optional<Instant> now = Optional.of(START);
        usesIndex("created", all);
        usesIndex("created", new Filter(all.user(), all.action(), all.subjectType(), all.subject(), now, now));
        usesIndex("user", new Filter(ann, all.action(), all.subjectType(), all.subject(), now, now));
        usesIndex("action", new Filter(all.user(), save, all.subjectType(), all.subject(), now, now));
        usesIndex("subject_type", new Filter(all.user(), all.action(), bob, all.subject(), now, now));
        usesIndex("subject", new Filter(all.user(), all.action(), all.subjectType(), bob, now, now));
    }

    private void usesIndex(String name, Filter filter) throws SQLException {
        AuditQuery.Condition condition = new AuditQuery.Condition(filter, new Cursor(START, new UUID(1, 1)));
        assertThat(plan(condition))
                .containsPattern("audit_entry_" + name + "\\b")
                .doesNotContain("seq scan", "tablescan", "sort  ");
    }

    private String plan(AuditQuery.Condition condition) {
        return persistenceFixture.plan(condition.statement(), statement -> condition.bind(statement, 10));
    }

    private boolean addAnn() {
        return users().add(new User(ANN, ANN, Set.of(), START), "hash");
    }

    private UserRepository users() {
        return persistenceFixture.bean(UserRepository.class);
    }
}
