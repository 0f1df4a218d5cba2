package dev.atelier.application.access;

import static dev.atelier.application.access.ManagedPeople.ANN;
import static dev.atelier.application.access.ManagedPeople.API;
import static dev.atelier.application.access.ManagedPeople.BOB;
import static dev.atelier.application.access.ManagedPeople.PAINTER;
import static dev.atelier.application.access.ManagedPeople.TRAINER;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeletePeopleTest {

    private final ManagedPeople people = new ManagedPeople();
    private final DeleteUsers deleteUsers =
            new DeleteUsers(people.atelier.users, people.atelier.keys, people.atelier.audit);
    private final DeleteRoles deleteRoles = new DeleteRoles(people.atelier.roles, people.atelier.audit);

    @Test
    void aDeletedUserIsGoneWithTheKeysBoundToThem() {
        people.addUser(ANN);
        people.addUser(BOB);
        ApiKey anns = ApiKey.of("anns", "ann's key", Optional.of(ANN), ApiKey.Origin.COMMAND);
        ApiKey bobs = ApiKey.of("bobs", "bob's key", Optional.of(BOB), ApiKey.Origin.COMMAND);
        List.of(anns, bobs).forEach(people.atelier.keys::add);

        deleteUsers.delete(people.root, List.of(ANN));

        assertThat(people.user(ANN)).isEmpty();
        assertThat(people.user(BOB)).isPresent();
        assertThat(people.atelier.keys.all()).extracting(ApiKey::name).containsExactly("bobs", "default");
    }

    @Test
    void aDeletedRoleIsTakenOffItsUsers() {
        people.addUser(ANN, PAINTER, TRAINER);

        deleteRoles.delete(people.root, List.of(PAINTER));

        assertThat(people.role(PAINTER)).isEmpty();
        assertThat(people.user(ANN).orElseThrow().roles()).containsExactly(TRAINER);
    }

    @Test
    void whatDoesNotExistIsDeletedAlready() {
        assertThatCode(() -> deleteUsers.delete(people.root, List.of(new UserName("ghost"))))
                .doesNotThrowAnyException();
        assertThatCode(() -> deleteRoles.delete(people.root, List.of(new RoleName("ghost"))))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsBuiltInStaysAndThenNothingIsDeleted() {
        people.addUser(ANN);

        assertThatThrownBy(() -> deleteUsers.delete(people.root, List.of(ANN, API)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("cannot delete built-in user \"api\"");
        assertThatThrownBy(() -> deleteRoles.delete(people.root, List.of(PAINTER, InitializeAccessControl.OPERATOR)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("cannot delete default role");
        assertThat(people.user(ANN)).isPresent();
        assertThat(people.role(PAINTER)).isPresent();
    }

    @Test
    void deletingAsksForAllOnUsersOrRoles() {
        people.addUser(ANN);

        assertThatThrownBy(() -> deleteUsers.delete(holding("x", "user:create", "role:all"), List.of(ANN)))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("User x has no permissions: ['user:all']");
        assertThatThrownBy(() -> deleteRoles.delete(holding("x", "role:create", "user:all"), List.of(PAINTER)))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("User x has no permissions: ['role:all']");
        assertThat(people.user(ANN)).isPresent();
        assertThat(people.role(PAINTER)).isPresent();
    }
}
