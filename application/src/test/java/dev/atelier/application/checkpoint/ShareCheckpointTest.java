package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShareCheckpointTest {

    private static final UserName ANN = new UserName("ann");
    private static final UserName BOB = new UserName("bob");
    private static final RoleName GUEST = new RoleName("guest");
    private static final CheckpointSharing EVERYONE = new CheckpointSharing(Set.of(), Set.of(), true);

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ShareCheckpoint share =
            new ShareCheckpoint(atelier.checkpoints, atelier.checkpointAccess, atelier.audit);
    private final Checkpoint mine = atelier.add(checkpoint().by("ann").files("a.safetensors"));

    @BeforeEach
    void addOthers() {
        atelier.roles.add(new Role(GUEST, ANN, Set.of(), atelier.clock.instant()));
        atelier.users.save(new User(BOB, ANN, Set.of(), atelier.clock.instant()));
    }

    @Test
    void itIsOpenToThoseAskedForAndItsCreator() {
        Checkpoint shared =
                share.share(designer("ann"), mine.id(), new CheckpointSharing(Set.of(GUEST), Set.of(BOB), false));

        assertThat(shared.allowedRolesOrUsers())
                .containsExactlyInAnyOrder(Principal.of(ANN), Principal.of(BOB), Principal.of(GUEST));
        assertThat(atelier.checkpoints.find(mine.id())).contains(shared);
        assertThat(atelier.auditLog.all())
                .extracting(AuditEntry::deed)
                .extracting(deed -> deed.action().word() + " " + deed.details())
                .containsExactly("checkpoint.share open to [role:guest, user:ann, user:bob]");
    }

    @Test
    void itCanBeOpenToEveryoneOrToNoOneElse() {
        assertThat(share.share(designer("ann"), mine.id(), EVERYONE).allowedRolesOrUsers())
                .containsExactly(Principal.EVERYONE);
        assertThat(share.share(administrator(), mine.id(), new CheckpointSharing(Set.of(), Set.of(), false))
                        .allowedRolesOrUsers())
                .containsExactly(Principal.of(ANN));
    }

    @Test
    void whatDoesNotExistIsSaidAndChangesNothing() {
        rejects(new CheckpointSharing(Set.of(new RoleName("gone")), Set.of(), false), "role \"gone\" does not exist");
        rejects(
                new CheckpointSharing(Set.of(GUEST), Set.of(new UserName("gone")), false),
                "user \"gone\" does not exist");
        assertThatThrownBy(() -> new CheckpointSharing(Set.of(GUEST), Set.of(), true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("everyone is true, so neither roles nor users may be given");
        assertThat(atelier.checkpoints.find(mine.id())).contains(mine);
        assertThat(atelier.auditLog.all()).isEmpty();
    }

    @Test
    void onlyItsCreatorAndAdministratorsShareIt() {
        assertThatThrownBy(() -> share.share(designer("bob"), mine.id(), EVERYONE))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> share.share(holding("ann", "checkpoint:list"), mine.id(), EVERYONE))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> share.share(designer("ann"), new CheckpointId(new UUID(0, 0)), EVERYONE))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void modelsOnNodesAreOpenToEveryone() {
        Checkpoint onNode = atelier.add(checkpoint().by("ann").onNodes().files("n.safetensors"));

        assertThatThrownBy(() -> share.share(administrator(), onNode.id(), EVERYONE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is on disks of GPU nodes");
    }

    private void rejects(CheckpointSharing asked, String message) {
        assertThatThrownBy(() -> share.share(designer("ann"), mine.id(), asked))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(message);
    }
}
