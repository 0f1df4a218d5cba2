package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryModelDescriptionReader;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.checkpoint.ModelNotes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GetCheckpointTest {

    private static final ModelHashes HASHES = new ModelHashes("ab".repeat(32), null, "01234567");
    private static final ModelNotes NOTES = new ModelNotes("good", List.of("anime"));

    @TempDir
    Path folder;

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final GetCheckpoint get = new GetCheckpoint(
            atelier.checkpoints, atelier.descriptions, atelier.readings, atelier.notes, atelier.store);

    @Test
    void returnsWhatIsOpenToTheCallerOrTheirOwn() {
        Checkpoint open = atelier.add(checkpoint().by("bob").openTo("designer"));
        Checkpoint own = atelier.add(checkpoint().by("ann").openTo("guest"));
        Checkpoint hidden = atelier.add(checkpoint().by("bob").openTo("guest", "user:bob"));

        assertThat(get.get(designer("ann"), open.id())).isEqualTo(open);
        assertThat(get.get(designer("ann"), own.id())).isEqualTo(own);
        assertThat(get.get(administrator(), hidden.id())).isEqualTo(hidden);
        assertThatThrownBy(() -> get.get(designer("ann"), hidden.id()))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("checkpoint not found with id " + hidden.id());
        assertThatThrownBy(() -> get.get(designer("eve"), own.id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void needsThePermission() {
        Checkpoint open = atelier.add(checkpoint().openTo("*"));

        assertThatThrownBy(() -> get.get(holding("ann", "checkpoint:create"), open.id()))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void knowsWhatIsKnownOfFiles() {
        Checkpoint described = atelier.add(checkpoint());
        Checkpoint other = atelier.add(checkpoint());
        Map<Integer, ModelDescription> descriptions = Map.of(0, InMemoryModelDescriptionReader.of("weights"));
        atelier.descriptions.save(described.id(), descriptions);

        atelier.checkpoints.hash(described.id(), 0, HASHES);
        atelier.notes.save(described.id(), NOTES);

        assertThat(get.details(List.of(described, other)))
                .isEqualTo(Map.of(
                        described.id(),
                        new GetCheckpoint.Details(descriptions, Map.of(0, HASHES), NOTES),
                        other.id(),
                        GetCheckpoint.Details.NONE));
    }

    @Test
    void knowsTheSizeOfFilesOnThisDisk() {
        Checkpoint two = atelier.add(checkpoint().files("a.safetensors", "a.yaml"));
        Checkpoint onNodes = atelier.add(checkpoint().files("b.safetensors").onNodes());
        atelier.write(two.files().get(0).location(), "12345");
        atelier.write(onNodes.files().get(0).location(), "12345");

        assertThat(get.size(two)).as("not on this disk").isEmpty();
        atelier.store.showIn(folder);
        assertThat(get.size(two)).as("one is missing").isEmpty();
        atelier.write(two.files().get(1).location(), "678");
        assertThat(get.size(two)).hasValue(8);
        assertThat(get.size(onNodes)).isEmpty();
    }
}
