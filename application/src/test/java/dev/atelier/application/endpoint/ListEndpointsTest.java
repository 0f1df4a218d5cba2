package dev.atelier.application.endpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListEndpointsTest {

    private static final UserName BOB = new UserName("bob");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ListEndpoints list = new ListEndpoints(atelier.endpoints, atelier.users);
    private final Endpoint ofDesigners = atelier.add(endpoint().openTo("designer"));
    private final Endpoint ofGuests = atelier.add(endpoint().openTo("guest"));
    private final Endpoint ofTrainers = atelier.add(endpoint().openTo("trainer"));

    @BeforeEach
    void saveBob() {
        Set<RoleName> roles = Set.of(new RoleName("guest"), new RoleName("trainer"));
        atelier.users.save(new User(BOB, BOB, roles, atelier.clock.instant()));
    }

    @Test
    void showsWhatIsOpenToTheCaller() {
        assertThat(list(withRoles(designer("ann"), "designer", "guest"), null))
                .containsExactlyInAnyOrder(ofDesigners, ofGuests);
        assertThat(list(withRoles(designer("ann")), null)).isEmpty();
    }

    @Test
    void showsAnAdministratorEverything() {
        assertThat(list(administrator(), null)).containsExactlyInAnyOrder(ofDesigners, ofGuests, ofTrainers);
    }

    @Test
    void showsOfAnotherUserWhatIsOpenToTheCallerToo() {
        assertThat(list(withRoles(designer("ann"), "designer", "guest"), BOB)).containsExactly(ofGuests);
        assertThat(list(administrator(), BOB)).containsExactlyInAnyOrder(ofGuests, ofTrainers);
    }

    @Test
    void rejectsAUserWhoDoesNotExist() {
        assertThatThrownBy(() -> list(administrator(), new UserName("eve")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("user: \"eve\" not exist");
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> list(holding("ann", "sagemaker_endpoint:create"), null))
                .isInstanceOf(PermissionDeniedException.class);
    }

    private List<Endpoint> list(Caller caller, UserName user) {
        return list.list(caller, Optional.ofNullable(user), Optional.empty(), 10)
                .items();
    }
}
