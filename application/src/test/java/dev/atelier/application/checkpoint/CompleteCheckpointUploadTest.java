package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.Callers.administrator;
import static dev.atelier.application.testing.Callers.designer;
import static dev.atelier.application.testing.Callers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CreateCheckpoint.Created;
import dev.atelier.application.storage.PartTag;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.NotFound;
import dev.atelier.domain.access.PermissionDenied;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompleteCheckpointUploadTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CompleteCheckpointUpload complete = new CompleteCheckpointUpload(atelier.checkpoints, atelier.store);
    private final Map<String, List<PartTag>> tags = new HashMap<>();
    private Checkpoint initial;

    @BeforeEach
    void uploadTwoFiles() {
        Created created = new CreateCheckpoint(
                        atelier.checkpoints, atelier.store, atelier.layout, atelier.ids, atelier.clock)
                .create(
                        designer("ann"),
                        new CreateCheckpoint.Command(
                                CheckpointType.LORA, List.of(parts("model"), parts("config")), Map.of()));
        initial = created.checkpoint();
        created.partUrls()
                .forEach((file, urls) -> tags.put(
                        file,
                        List.of(new PartTag(
                                1, atelier.store.upload(urls.get(0), file.getBytes(StandardCharsets.UTF_8))))));
    }

    @Test
    void putsTheFilesTogetherAndMakesTheCheckpointActive() throws Exception {
        Checkpoint active = complete.complete(designer("ann"), initial.id(), tags);

        assertThat(active.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(atelier.checkpoints.find(initial.id())).contains(active);
        assertThat(atelier.read(initial.location().resolve("model"))).isEqualTo("model");
        assertThat(atelier.read(initial.location().resolve("config"))).isEqualTo("config");
    }

    @Test
    void anAdministratorMayCompleteIt() {
        assertThat(complete.complete(administrator(), initial.id(), tags).status())
                .isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void aWrongTagLeavesItToBeTriedAgain() {
        Map<String, List<PartTag>> wrong = new HashMap<>(tags);
        wrong.put("config", List.of(new PartTag(1, "\"00\"")));

        assertThatThrownBy(() -> complete.complete(designer("ann"), initial.id(), wrong))
                .isInstanceOf(InvalidRequest.class);
        assertUntouched();

        assertThat(complete.complete(designer("ann"), initial.id(), tags).status())
                .isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void refusesTagsOfOtherFiles() {
        tags.remove("config");

        assertThatThrownBy(() -> complete.complete(designer("ann"), initial.id(), tags))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("config");

        assertUntouched();
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void completesOnlyOnce() {
        complete.complete(designer("ann"), initial.id(), tags);

        assertThatThrownBy(() -> complete.complete(designer("ann"), initial.id(), tags))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("Active");
    }

    @Test
    void isForItsOwnerWithThePermission() {
        assertThatThrownBy(() -> complete.complete(designer("bob"), initial.id(), tags))
                .isInstanceOf(PermissionDenied.class);
        assertThatThrownBy(() -> complete.complete(holding("ann", "checkpoint:list"), initial.id(), tags))
                .isInstanceOf(PermissionDenied.class);
        assertUntouched();
    }

    @Test
    void anUnknownCheckpointIsNotFound() {
        CheckpointId unknown = new CheckpointId(UUID.randomUUID());

        assertThatThrownBy(() -> complete.complete(designer("ann"), unknown, tags))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining(unknown.toString());
    }

    private void assertUntouched() {
        assertThat(atelier.checkpoints.find(initial.id())).contains(initial);
    }

    private static CreateCheckpoint.FileParts parts(String file) {
        return new CreateCheckpoint.FileParts(new CheckpointFileName(file), 1);
    }
}
