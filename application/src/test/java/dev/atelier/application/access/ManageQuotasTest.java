package dev.atelier.application.access;

import static dev.atelier.application.access.ManagedPeople.ANN;
import static dev.atelier.application.access.ManagedPeople.BOB;
import static dev.atelier.application.access.ManagedPeople.PAINTER;
import static dev.atelier.application.access.ManagedPeople.TRAINER;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.ManageQuotas.Standing;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManageQuotasTest {

    private static final Optional<Integer> ANY = Optional.empty();

    private final ManagedPeople people = new ManagedPeople();
    private final ManageQuotas quotas =
            new ManageQuotas(people.atelier.quotas, people.atelier.users, people.atelier.audit);

    @Test
    void theOwnQuotaReplacesThoseOfRolesOfWhichTheGreatestNumbersHold() {
        QuotaRepository.Use use = new QuotaRepository.Use(Duration.ofSeconds(7), 2, 1);
        people.addUser(ANN, PAINTER, TRAINER);
        people.atelier.quotas.used(ANN, use);
        assertThat(quotas.standing(people.root, ANN)).isEqualTo(new Standing(ANY, ANY, ANY, use));

        quotas.set(people.root, new Quota(Principal.of(PAINTER), Optional.of(60), Optional.of(5), ANY));
        quotas.set(people.root, new Quota(Principal.of(TRAINER), Optional.of(90), Optional.of(4), ANY));
        assertThat(quotas.standing(people.root, ANN))
                .isEqualTo(new Standing(Optional.of(90), Optional.of(5), ANY, use));

        quotas.set(people.root, new Quota(Principal.of(ANN), ANY, ANY, Optional.of(3)));
        assertThat(quotas.standing(people.root, ANN)).isEqualTo(new Standing(ANY, ANY, Optional.of(3), use));
    }

    @Test
    void usersSeeTheirOwnUseAndAdministratorsThatOfAll() {
        people.addUser(ANN);

        assertThat(quotas.standing(holding("ann"), ANN).use().jobsWaiting()).isZero();
        assertThatThrownBy(() -> quotas.standing(holding("bob", "user:list"), ANN))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("the use of user ann belongs to another user; that needs the permission user:all");
        assertThatThrownBy(() -> quotas.standing(people.root, BOB))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("user bob not found");
    }
}
