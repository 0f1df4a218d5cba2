package dev.atelier.application.access;

import static dev.atelier.application.access.ManagedPeople.ANN;
import static dev.atelier.application.access.ManagedPeople.API;
import static dev.atelier.application.access.ManagedPeople.BOB;
import static dev.atelier.application.access.ManagedPeople.PAINTER;
import static dev.atelier.application.access.ManagedPeople.SECRET;
import static dev.atelier.application.access.ManagedPeople.TRAINER;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SaveUserTest {

    private final ManagedPeople people = new ManagedPeople();
    private final SaveUser save = new SaveUser(
            people.atelier.users,
            people.atelier.roles,
            people.atelier.passwords,
            people.atelier.clock,
            people.atelier.audit);

    @Test
    void addsAUserWhoseCreatorIsTheCaller() {
        save(people.root, ANN, SECRET, PAINTER, TRAINER);

        assertThat(people.user(ANN))
                .contains(new User(ANN, people.root.name(), Set.of(PAINTER, TRAINER), people.atelier.clock.instant()));
        assertThat(people.atelier.passwords.matches(SECRET, hashOf(ANN))).isTrue();
    }

    @Test
    void changesTheUserOfThatNameAndKeepsThePasswordThatIsNotGiven() {
        User before = people.addUser(ANN, PAINTER);
        save(people.root, ANN, null, TRAINER);

        assertThat(people.user(ANN)).contains(new User(ANN, before.creator(), Set.of(TRAINER), before.created()));
        assertThat(hashOf(ANN)).isEqualTo("hash of ann");

        save(people.root, ANN, new Password("new"), TRAINER);
        assertThat(people.atelier.passwords.matches(new Password("new"), hashOf(ANN)))
                .isTrue();
    }

    @Test
    void aNewUserNeedsAPassword() {
        assertThatThrownBy(() -> save(people.root, ANN, null, PAINTER))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("object has missing required properties ([\"password\"])");
        assertThat(people.user(ANN)).isEmpty();
    }

    @Test
    void noCallerGrantsByRolesWhatTheyDoNotHold() {
        Caller manager = holding("manager", "user:all", "train:list");
        assertThatThrownBy(() -> save(manager, ANN, SECRET, TRAINER))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("creator has no permission to assign permission [train:create] to others");
        assertThatThrownBy(() -> save(manager, manager.name(), SECRET, InitializeAccessControl.OPERATOR))
                .isInstanceOf(PermissionDeniedException.class);
        assertThat(people.user(ANN)).isEmpty();

        save(holding("manager", "user:all", "train:all"), ANN, SECRET, TRAINER);
        assertThat(people.user(ANN)).isPresent();
    }

    @Test
    void rejectsARoleThatDoesNotExist() {
        assertThatThrownBy(() -> save(people.root, ANN, SECRET, PAINTER, new RoleName("admin")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("user roles \"admin\" not exist");
    }

    @Test
    void addingAsksForOnePermissionAndChangingForMore() {
        people.addUser(BOB);
        assertThatThrownBy(() -> save(holding("x", "user:list", "role:all"), ANN, SECRET))
                .hasMessage("User x has no permissions: ['user:create']");

        save(holding("x", "user:create"), ANN, SECRET);
        assertThatThrownBy(() -> save(holding("x", "user:create", "user:list"), BOB, SECRET))
                .hasMessage("User x has no permissions: ['user:all']");
        assertThat(hashOf(BOB)).isEqualTo("hash of bob");
    }

    @Test
    void theBuiltInUserRemainsAnOperator() {
        assertThatThrownBy(() -> save(people.root, API, null, PAINTER))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("user api is built in and keeps the role \"IT Operator\"");

        save(people.root, API, null, InitializeAccessControl.OPERATOR, PAINTER);
        assertThat(people.user(API).orElseThrow().roles())
                .containsExactlyInAnyOrder(InitializeAccessControl.OPERATOR, PAINTER);
    }

    private void save(Caller caller, UserName name, Password password, RoleName... roles) {
        save.save(caller, new SaveUser.Command(name, Optional.ofNullable(password), List.of(roles)));
    }

    private String hashOf(UserName name) {
        return people.atelier.users.passwordHash(name).orElseThrow();
    }
}
