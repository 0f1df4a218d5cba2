package dev.atelier.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    private static final StorageUri FOLDER = new StorageUri("b", "folder");
    private static final CheckpointFileName NEW_NAME = new CheckpointFileName("new");

    @Test
    void walksTheTableOfItsStatuses() {
        Map<CheckpointStatus, Set<CheckpointStatus>> successors = Map.of(
                CheckpointStatus.INITIAL, Set.of(CheckpointStatus.ACTIVE, CheckpointStatus.DISABLED),
                CheckpointStatus.ACTIVE, Set.of(CheckpointStatus.DISABLED),
                CheckpointStatus.DISABLED, Set.of(CheckpointStatus.ACTIVE));

        for (CheckpointStatus from : CheckpointStatus.values()) {
            for (CheckpointStatus to : CheckpointStatus.values()) {
                assertThat(from.canBecome(to))
                        .as(from + " to " + to)
                        .isEqualTo(successors.get(from).contains(to));
            }
        }
    }

    @Test
    void becomesActiveAndDisabled() {
        Checkpoint initial = checkpoint(CheckpointStatus.INITIAL, "a");

        assertThat(initial.activate()).isEqualTo(checkpoint(CheckpointStatus.ACTIVE, "a"));
        assertThat(initial.activate().disable()).isEqualTo(checkpoint(CheckpointStatus.DISABLED, "a"));
    }

    @Test
    void cannotBecomeWhatItIs() {
        Checkpoint active = checkpoint(CheckpointStatus.ACTIVE, "a");

        assertThatThrownBy(active::activate)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(active.id().toString())
                .hasMessageContaining("is Active and cannot become Active");
    }

    @Test
    void aRenameChangesTheNameAndLeavesTheBytesWhereTheyAre() {
        Checkpoint active = checkpoint(CheckpointStatus.ACTIVE, "old");

        Checkpoint renamed = active.rename(NEW_NAME);

        assertThat(renamed.files()).containsExactly(new ModelFile(NEW_NAME, FOLDER.resolve("old")));
        assertThat(renamed).usingRecursiveComparison().ignoringFields("files").isEqualTo(active);
    }

    @Test
    void aRenameKeepsTheFormatThatTheFileWasInspectedAs() {
        Checkpoint image = checkpoint(CheckpointStatus.ACTIVE, "a.png");
        Checkpoint model = checkpoint(CheckpointStatus.ACTIVE, "a.safetensors");

        for (Checkpoint checkpoint : List.of(image, model)) {
            assertThatThrownBy(() -> checkpoint.rename(new CheckpointFileName("a.ckpt")))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("cannot be called a.ckpt");
        }
        assertThat(checkpoint(CheckpointStatus.ACTIVE, "a.pt")
                        .rename(new CheckpointFileName("b.ckpt"))
                        .files())
                .hasSize(1);
    }

    @Test
    void onlyTheSingleFileOfAnActiveStoredCheckpointCanBeRenamed() {
        for (Checkpoint checkpoint : List.of(
                checkpoint(CheckpointStatus.INITIAL, "a"),
                checkpoint(CheckpointStatus.DISABLED, "a"),
                checkpoint(CheckpointStatus.ACTIVE, "a", "b"),
                onNodes("a"))) {
            assertThatThrownBy(() -> checkpoint.rename(NEW_NAME)).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void aModelOfNodesIsActiveAndOpenToEveryone() {
        Checkpoint model = onNodes("a");

        assertThat(model.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(model.origin()).isEqualTo(Checkpoint.Origin.NODE);
        assertThat(model.allowedRolesOrUsers()).containsExactly(Principal.EVERYONE);
        assertThat(model.files()).containsExactly(new ModelFile(new CheckpointFileName("a"), FOLDER.resolve("a")));
    }

    @Test
    void theSameModelOfNodesAlwaysHasTheSameId() {
        assertThat(onNodes("a").id()).isEqualTo(onNodes("a").id());
        assertThat(onNodes("a").id()).isNotEqualTo(onNodes("b").id());
        assertThat(CheckpointId.ofNodeModel(CheckpointType.LORA, new CheckpointFileName("a")))
                .isNotEqualTo(CheckpointId.ofNodeModel(CheckpointType.VAE, new CheckpointFileName("a")));
    }

    @Test
    void typesAndStatusesGoByTheDocumentsWords() {
        for (CheckpointType type : CheckpointType.values()) {
            assertThat(CheckpointType.of(type.word())).isEqualTo(type);
        }
        for (CheckpointStatus status : CheckpointStatus.values()) {
            assertThat(CheckpointStatus.of(status.word())).isEqualTo(status);
        }
        assertThatThrownBy(() -> CheckpointType.of("lora")).hasMessageContaining("Stable-diffusion");
        assertThatThrownBy(() -> CheckpointStatus.of("active")).hasMessageContaining("Disabled");
    }

    private static Checkpoint onNodes(String file) {
        return Checkpoint.onNodes(
                CheckpointType.LORA, new CheckpointFileName(file), FOLDER, new UserName("api"), Instant.EPOCH);
    }

    private static Checkpoint checkpoint(CheckpointStatus status, String... files) {
        return new Checkpoint(
                new CheckpointId(new UUID(1, 2)),
                CheckpointType.LORA,
                status,
                Checkpoint.Origin.STORE,
                FOLDER,
                Stream.of(files)
                        .map(name -> new ModelFile(new CheckpointFileName(name), FOLDER.resolve(name)))
                        .toList(),
                Map.of(),
                Map.of("note", "mine"),
                new UserName("ann"),
                Set.of(Principal.of(new RoleName("designer"))),
                Instant.EPOCH);
    }
}
