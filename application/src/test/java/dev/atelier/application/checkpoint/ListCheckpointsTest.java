package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.checkpoint.ListCheckpoints.Query;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListCheckpointsTest {

    private static final Query ALL = new Query(Optional.empty(), List.of(), List.of(), Set.of(), 1, 10);

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ListCheckpoints list = new ListCheckpoints(
            atelier.checkpoints,
            new AuthenticateCaller(new InMemoryCallerRepository(atelier.keys, atelier.users, atelier.roles)));
    private final Checkpoint ofRole = atelier.add(checkpoint().openTo("designer"));
    private final Checkpoint ofUser =
            atelier.add(checkpoint().openTo("user:ann").type(CheckpointType.VAE));
    private final Checkpoint ofEveryone = atelier.add(checkpoint().openTo("*").status(CheckpointStatus.DISABLED));
    private final Checkpoint ofOthers = atelier.add(checkpoint().openTo("user:bob", "guest"));

    @Test
    void showsWhatIsOpenToTheCaller() {
        assertThat(list(designer("ann"), ALL)).containsExactlyInAnyOrder(ofRole, ofUser, ofEveryone);
        assertThat(list(designer("eve"), ALL)).containsExactlyInAnyOrder(ofRole, ofEveryone);
    }

    @Test
    void showsAnAdministratorEverything() {
        assertThat(list(administrator(), ALL)).containsExactlyInAnyOrder(ofRole, ofUser, ofEveryone, ofOthers);
    }

    @Test
    void showsOnlyWhatWasAskedFor() {
        assertThat(list(
                        designer("ann"),
                        new Query(Optional.empty(), List.of(CheckpointType.VAE), List.of(), Set.of(), 1, 10)))
                .containsExactly(ofUser);
        assertThat(list(
                        designer("ann"),
                        new Query(Optional.empty(), List.of(), List.of(CheckpointStatus.DISABLED), Set.of(), 1, 10)))
                .containsExactly(ofEveryone);
        assertThat(list(administrator(), new Query(Optional.empty(), List.of(), List.of(), principals("guest"), 1, 10)))
                .containsExactly(ofOthers);
        assertThat(list(designer("ann"), new Query(Optional.empty(), List.of(), List.of(), principals("guest"), 1, 10)))
                .isEmpty();
    }

    @Test
    void showsOfAnotherUserWhatIsOpenToTheCallerToo() {
        save("bob", "guest");

        assertThat(list(administrator(), about("bob"))).containsExactlyInAnyOrder(ofEveryone, ofOthers);
        assertThat(list(designer("ann"), about("bob"))).containsExactly(ofEveryone);
    }

    @Test
    void showsOfAnAdministratorEverythingThatIsOpenToTheCaller() {
        UserName ann = new UserName("ann");
        atelier.roles.save(new Role(new RoleName("root"), ann, Permission.everything(), atelier.clock.instant()));
        save("root", "root");

        assertThat(list(designer("ann"), about("root"))).containsExactlyInAnyOrder(ofRole, ofUser, ofEveryone);
    }

    @Test
    void showsOfADeletedUserWhatStillBearsTheName() {
        atelier.users.delete(List.of(ofUser.creator()));
        Query query = new Query(Optional.of(ofUser.creator()), List.of(), List.of(), Set.of(), 1, 10);

        assertThat(list(administrator(), query)).containsExactlyInAnyOrder(ofRole, ofUser, ofEveryone, ofOthers);
        assertThat(list(designer("eve"), query)).containsExactlyInAnyOrder(ofRole, ofEveryone);
    }

    @Test
    void rejectsAUserWhoDoesNotExist() {
        assertThatThrownBy(() -> list(administrator(), about("eve")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("user: \"eve\" not exist");
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> list(holding("ann", "checkpoint:create"), ALL))
                .isInstanceOf(PermissionDeniedException.class);
    }

    private void save(String user, String role) {
        UserName name = new UserName(user);
        atelier.users.save(new User(name, name, Set.of(new RoleName(role)), atelier.clock.instant()));
    }

    private static Query about(String user) {
        return new Query(Optional.of(new UserName(user)), List.of(), List.of(), Set.of(), 1, 10);
    }

    private List<Checkpoint> list(Caller caller, Query query) {
        return list.list(caller, query).items();
    }
}
