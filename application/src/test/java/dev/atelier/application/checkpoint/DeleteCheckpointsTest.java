package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeleteCheckpointsTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final DeleteCheckpoints delete = new DeleteCheckpoints(atelier.checkpoints, atelier.store, atelier.audit);
    private final Checkpoint mine = atelier.add(checkpoint().by("ann").files("a", "b"));
    private final Checkpoint others = atelier.add(checkpoint().by("bob").files("c"));

    @Test
    void removesCheckpointsWithTheirFiles() {
        mine.files().forEach(file -> atelier.write(file.location(), "content"));
        atelier.write(others.files().get(0).location(), "content");

        delete.delete(designer("ann"), List.of(mine.id(), mine.id(), new CheckpointId(UUID.randomUUID())));

        assertThat(atelier.checkpoints.find(mine.id())).isEmpty();
        assertThat(atelier.checkpoints.find(others.id())).isPresent();
        assertThat(atelier.store.files()).containsExactly(others.files().get(0).location());
    }

    @Test
    void dropsUploadsThatAreUnderWay() {
        Checkpoint initial = new CreateCheckpoint(
                        atelier.checkpoints,
                        atelier.store,
                        atelier.layout,
                        atelier.ids,
                        atelier.clock,
                        atelier.checkpointAccess,
                        atelier.audit)
                .create(designer("ann"), uploading("model.pt"))
                .checkpoint();

        delete.delete(designer("ann"), List.of(initial.id()));

        assertThat(atelier.store.openUploads()).isZero();
        assertThat(atelier.checkpoints.find(initial.id())).isEmpty();
    }

    @Test
    void removesNoneWhenOneBelongsToAnother() {
        assertThatThrownBy(() -> delete.delete(designer("ann"), List.of(mine.id(), others.id())))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining(others.id().toString());

        assertThat(atelier.checkpoints.find(mine.id())).isPresent();
    }

    @Test
    void leavesOutWhatIsOnNodes() {
        Checkpoint onNodes = atelier.add(checkpoint().by("api").onNodes());

        assertThat(delete.delete(designer("ann"), List.of(onNodes.id(), mine.id())))
                .containsExactly(onNodes.id());

        assertThat(atelier.checkpoints.find(mine.id())).isEmpty();
        assertThat(atelier.checkpoints.find(onNodes.id())).isPresent();
    }

    @Test
    void anAdministratorMayRemoveWhatBelongsToOthers() {
        delete.delete(administrator(), List.of(mine.id(), others.id()));

        assertThat(atelier.checkpoints.find(mine.id())).isEmpty();
        assertThat(atelier.checkpoints.find(others.id())).isEmpty();
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(
                        () -> delete.delete(holding("ann", "checkpoint:list", "checkpoint:create"), List.of(mine.id())))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(atelier.checkpoints.find(mine.id())).isPresent();
    }

    private static CreateCheckpoint.Command uploading(String file) {
        return new CreateCheckpoint.Command(
                CheckpointType.LORA,
                List.of(new CreateCheckpoint.FileParts(new CheckpointFileName(file), 3)),
                Map.of());
    }
}
