package dev.atelier.application.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.domain.access.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CallOrigin.Origin origin =
            new CallOrigin.Origin(Optional.of("nightly"), Optional.of("r"), Optional.of("::1"));
    private final Audit audit = new Audit(atelier.auditLog, () -> origin, atelier.ids, atelier.clock);
    private final Caller caller = TestCallers.administrator();

    @Test
    void anEntryHasTheCallerTheTimeAndTheOrigin() {
        audit.record(caller, AuditAction.NODE_DRAIN.on("gpu", "for a test"));

        AuditEntry entry = atelier.auditLog.all().get(0);
        assertThat(entry.user()).contains(caller.name());
        assertThat(entry.time()).isEqualTo(atelier.clock.instant());
        assertThat(entry.origin()).isEqualTo(origin);
        assertThat(entry.deed()).isEqualTo(new AuditEntry.Deed(AuditAction.NODE_DRAIN, "gpu", "for a test"));
    }

    @Test
    void whatTurnsOutToBeNoChangeIsNotRecorded() {
        assertThat(audit.changeIf(caller, AuditAction.NODE_DRAIN.on("gpu"), () -> false))
                .isFalse();
        assertThat(atelier.auditLog.all()).isEmpty();
        assertThat(audit.changeIf(caller, AuditAction.NODE_DRAIN.on("gpu"), () -> true))
                .isTrue();
        assertThat(atelier.auditLog.all()).hasSize(1);
    }

    @Test
    void aCommandHasNoUser() {
        audit.changeByCommand(AuditAction.KEY_ADD.on("nightly"), () -> {});

        assertThat(atelier.auditLog.all().get(0).user()).isEmpty();
    }

    @Test
    void severalDeedsAreSeveralEntriesWithIdsOfTheirOwn() {
        audit.change(caller, List.of(AuditAction.USER_DELETE.on("ann"), AuditAction.USER_DELETE.on("bob")), () -> {});

        assertThat(atelier.auditLog.deeds()).containsExactly("user.delete ann", "user.delete bob");
        assertThat(atelier.auditLog.all()).extracting(AuditEntry::id).doesNotHaveDuplicates();
    }

    @Test
    void everyWordNamesOneActionAndItsSubject() {
        assertThat(Arrays.stream(AuditAction.values()).map(AuditAction::word))
                .doesNotHaveDuplicates()
                .allMatch(word -> word.matches("[a-z]+\\.[a-z]+"));
        for (AuditAction action : AuditAction.values()) {
            assertThat(AuditAction.of(action.word())).isEqualTo(action);
            assertThat(action.word()).startsWith(action.subjectType() + ".");
        }
    }

    @Test
    void theLogTakesUserAll() {
        ReadAuditLog read = new ReadAuditLog(atelier.auditLog);

        assertThatThrownBy(() -> read.list(TestCallers.designer("ann"), AuditLog.Filter.ALL, Optional.empty(), 10))
                .hasMessage("User ann has no permissions: ['user:all']");
        assertThat(read.list(caller, AuditLog.Filter.ALL, Optional.empty(), 10).items())
                .isEmpty();
    }
}
