package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RenameCheckpointTest {

    private static final CheckpointFileName NEW = new CheckpointFileName("new");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final RenameCheckpoint rename = new RenameCheckpoint(atelier.checkpoints, atelier.audit);
    private final Checkpoint old = atelier.add(checkpoint().by("ann").files("old"));

    @Test
    void theFileHasItsNewName() {
        Checkpoint renamed = rename.rename(designer("ann"), old.id(), NEW);

        assertThat(renamed.files().get(0).name()).isEqualTo(NEW);
        assertThat(renamed.files().get(0).location())
                .isEqualTo(old.files().get(0).location());
        assertThat(atelier.checkpoints.find(old.id())).contains(renamed);
    }

    @Test
    void anAdministratorMayRenameIt() {
        assertThat(rename.rename(administrator(), old.id(), NEW).creator()).isEqualTo(old.creator());
    }

    @Test
    void rejectsANameThatIsTaken() {
        atelier.add(checkpoint().files("new"));

        assertThatThrownBy(() -> rename.rename(designer("ann"), old.id(), NEW))
                .isInstanceOf(CheckpointNameTakenException.class);

        assertThat(atelier.checkpoints.find(old.id())).contains(old);
    }

    @Test
    void rejectsWhatIsNotActive() {
        Checkpoint initial = atelier.add(checkpoint().by("ann").uploading("a"));

        assertThatThrownBy(() -> rename.rename(designer("ann"), initial.id(), NEW))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Initial");
    }

    @Test
    void isForItsOwnerWithThePermission() {
        assertThatThrownBy(() -> rename.rename(designer("bob"), old.id(), NEW))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> rename.rename(holding("ann", "checkpoint:list"), old.id(), NEW))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(atelier.checkpoints.find(old.id())).contains(old);
    }

    @Test
    void anUnknownCheckpointIsNotFound() {
        assertThatThrownBy(() -> rename.rename(designer("ann"), new CheckpointId(UUID.randomUUID()), NEW))
                .isInstanceOf(NotFoundException.class);
    }
}
