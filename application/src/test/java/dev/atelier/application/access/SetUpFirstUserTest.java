package dev.atelier.application.access;

import static dev.atelier.application.access.ManagedPeople.ANN;
import static dev.atelier.application.access.ManagedPeople.API;
import static dev.atelier.application.access.ManagedPeople.BOB;
import static dev.atelier.application.access.ManagedPeople.PAINTER;
import static dev.atelier.application.access.ManagedPeople.SECRET;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.User;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SetUpFirstUserTest {

    private final ManagedPeople people = new ManagedPeople();
    private final SetUpFirstUser setUp = new SetUpFirstUser(
            people.atelier.users, people.atelier.roles, people.atelier.passwords, people.atelier.clock);

    @Test
    void theFirstUserIsAnOperator() {
        setUp.setUp(people.root, ANN, SECRET, List.of());

        assertThat(people.user(ANN))
                .contains(new User(
                        ANN,
                        people.root.name(),
                        Set.of(InitializeAccessControl.OPERATOR),
                        people.atelier.clock.instant()));
        assertThat(people.atelier.passwords.matches(
                        SECRET, people.atelier.users.passwordHash(ANN).orElseThrow()))
                .isTrue();
    }

    @Test
    void rolesThatAreNamedWin() {
        setUp.setUp(people.root, ANN, SECRET, List.of(PAINTER));

        assertThat(people.user(ANN).orElseThrow().roles()).containsExactly(PAINTER);
    }

    @Test
    void thereIsOneFirstUserOnly() {
        setUp.setUp(people.root, ANN, SECRET, List.of());

        assertThatThrownBy(() -> setUp.setUp(people.root, BOB, SECRET, List.of()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("there are users already");
        assertThatThrownBy(() -> setUp.setUp(people.root, API, SECRET, List.of()))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(people.user(BOB)).isEmpty();
    }

    @Test
    void onlyAnOperatorMakesAnOperator() {
        assertThatThrownBy(() -> setUp.setUp(holding("x", "train:all"), ANN, SECRET, List.of()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("User x has no permissions: ['user:create']");
        assertThatThrownBy(() -> setUp.setUp(holding("x", "user:all", "role:all"), ANN, SECRET, List.of()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("creator has no permission to assign permission [checkpoint:all] to others");
        assertThat(people.user(ANN)).isEmpty();
    }
}
