package dev.atelier.application.access;

import static dev.atelier.application.access.ManagedPeople.API;
import static dev.atelier.application.access.ManagedPeople.PAINTER;
import static dev.atelier.application.access.ManagedPeople.permissions;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import org.junit.jupiter.api.Test;

class SaveRoleTest {

    private static final RoleName GUEST = new RoleName("guest");

    private final ManagedPeople people = new ManagedPeople();
    private final SaveRole save = new SaveRole(people.atelier.roles, people.atelier.clock, people.atelier.audit);

    @Test
    void addsARoleWhoseCreatorIsTheCaller() {
        save.save(people.root, GUEST, permissions("inference:list"));

        assertThat(people.role(GUEST))
                .contains(new Role(
                        GUEST, people.root.name(), permissions("inference:list"), people.atelier.clock.instant()));
    }

    @Test
    void changesTheRoleOfThatName() {
        save.save(people.root, PAINTER, permissions("inference:create"));

        assertThat(people.role(PAINTER).orElseThrow().permissions()).isEqualTo(permissions("inference:create"));
        assertThat(people.role(PAINTER).orElseThrow().creator()).isEqualTo(API);
    }

    @Test
    void noCallerGrantsWhatTheyDoNotHold() {
        assertThatThrownBy(() -> save.save(
                        holding("x", "role:all", "train:list"), GUEST, permissions("train:list", "user:list")))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("creator has no permission to assign permission [user:list] to others");
        assertThat(people.role(GUEST)).isEmpty();

        save.save(holding("x", "role:all", "train:all"), GUEST, permissions("train:list", "role:create"));
        assertThat(people.role(GUEST)).isPresent();
    }

    @Test
    void addingAsksForOnePermissionAndChangingForMore() {
        assertThatThrownBy(() -> save.save(holding("x", "role:list", "user:all"), GUEST, permissions()))
                .hasMessage("User x has no permissions: ['role:create']");

        save.save(holding("x", "role:create"), GUEST, permissions());
        assertThatThrownBy(() -> save.save(holding("x", "role:create"), PAINTER, permissions()))
                .hasMessage("User x has no permissions: ['role:all']");
        assertThat(people.role(PAINTER).orElseThrow().permissions()).isNotEmpty();
    }

    @Test
    void theOperatorsRoleStaysAsItIs() {
        assertThatThrownBy(() -> save.save(people.root, InitializeAccessControl.OPERATOR, permissions("train:all")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("cannot change default role: \"IT Operator\" holds every permission");
    }
}
