package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.inference.InferenceJobRepository.Search;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.PromptText;
import dev.atelier.domain.inference.TaskType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListInferencesTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ListInferences list = new ListInferences(atelier.jobs, atelier.audit);
    private final InferenceJob ofAnn = atelier.add(job().by("ann").created());
    private final InferenceJob rembgOfAnn =
            atelier.add(job().by("ann").task(TaskType.REMBG).models().created());
    private final InferenceJob ofBob = atelier.add(job().by("bob").created());

    @Test
    void showsTheCallersOwn() {
        assertThat(list(designer("ann"), null, null)).containsExactlyInAnyOrder(ofAnn, rembgOfAnn);
        assertThat(list(designer("ann"), "ann", TaskType.REMBG)).containsExactly(rembgOfAnn);
    }

    @Test
    void showsAnAdministratorEverybodys() {
        assertThat(list(administrator(), null, null)).containsExactlyInAnyOrder(ofAnn, rembgOfAnn, ofBob);
        assertThat(list(administrator(), "bob", null)).containsExactly(ofBob);
        assertThat(list(administrator(), null, TaskType.TXT2IMG)).containsExactlyInAnyOrder(ofAnn, ofBob);
    }

    @Test
    void showsOtherUsersJobsToAdministratorsOnly() {
        assertThatThrownBy(() -> list(designer("ann"), "bob", null)).isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void findsOnesOwnByTheirPromptAndAllForAdministratorsWhichIsRecorded() {
        InferenceJob cat = atelier.add(job().by("ann").started().promptedBy(PromptText.of("A cat")));
        InferenceJob other = atelier.add(job().by("bob").started().promptedBy(PromptText.of("a CAT")));
        Search cats = new Search(Optional.empty(), Optional.empty(), PromptText.of("cat"));

        assertThat(search(designer("ann"), null, cats)).containsExactly(cat);
        assertThat(atelier.auditLog.all()).isEmpty();
        assertThat(search(administrator(), null, cats)).containsExactlyInAnyOrder(cat, other);
        assertThat(search(administrator(), "bob", cats)).containsExactly(other);
        assertThat(atelier.auditLog.all())
                .extracting(entry -> entry.deed().action())
                .containsOnly(AuditAction.JOB_LIST)
                .hasSize(3);
        assertThatThrownBy(() -> search(designer("ann"), "bob", cats)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> search(holding("ann", "inference:create"), null, cats))
                .isInstanceOf(PermissionDeniedException.class);
    }

    private List<InferenceJob> search(Caller caller, String user, Search search) {
        return list.search(caller, Optional.ofNullable(user).map(UserName::new), search, Optional.empty(), 10)
                .page()
                .items();
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> list(holding("ann", "inference:create"), null, null))
                .isInstanceOf(PermissionDeniedException.class);
    }

    private List<InferenceJob> list(Caller caller, String user, TaskType task) {
        return list.list(
                        caller,
                        Optional.ofNullable(user).map(UserName::new),
                        Optional.ofNullable(task),
                        Optional.empty(),
                        10)
                .items();
    }
}
