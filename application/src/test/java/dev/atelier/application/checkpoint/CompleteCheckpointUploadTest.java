package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CreateCheckpoint.Created;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompleteCheckpointUploadTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CompleteCheckpointUpload complete =
            new CompleteCheckpointUpload(atelier.checkpoints, atelier.store, atelier.inspector, atelier.turns);
    private final Map<String, List<UploadedPart>> tags = new HashMap<>();
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
                        List.of(new UploadedPart(
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
        Map<String, List<UploadedPart>> wrong = new HashMap<>(tags);
        wrong.put("config", List.of(new UploadedPart(1, "\"00\"")));

        assertThatThrownBy(() -> complete.complete(designer("ann"), initial.id(), wrong))
                .isInstanceOf(InvalidRequestException.class);
        assertUntouched();

        assertThat(complete.complete(designer("ann"), initial.id(), tags).status())
                .isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void rejectsTagsOfOtherFiles() {
        tags.remove("config");

        assertThatThrownBy(() -> complete.complete(designer("ann"), initial.id(), tags))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("config");

        assertUntouched();
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void completesOnlyOnce() {
        complete.complete(designer("ann"), initial.id(), tags);

        assertThatThrownBy(() -> complete.complete(designer("ann"), initial.id(), tags))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Active");
    }

    @Test
    void aFileThatMayNotBeUsedDisablesTheCheckpointAndIsRemoved() {
        Created created = upload("bad", InMemoryInspector.EVIL);
        Checkpoint bad = created.checkpoint();

        assertThatThrownBy(() -> complete.complete(designer("ann"), bad.id(), tagsOf(created, InMemoryInspector.EVIL)))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessage("bad says that it is evil");

        Checkpoint now = atelier.checkpoints.find(bad.id()).orElseThrow();
        assertThat(now.status()).isEqualTo(CheckpointStatus.DISABLED);
        assertThat(now.params()).containsEntry("error", "bad says that it is evil");
        assertThat(atelier.store.files()).isEmpty();
        assertThatThrownBy(() -> complete.complete(designer("ann"), bad.id(), Map.of()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("bad says that it is evil");
        assertThat(upload("bad", "better").checkpoint().status()).isEqualTo(CheckpointStatus.INITIAL);
    }

    @Test
    void whileOtherFilesOfTheUserAreInspectedItIsLeftToBeTriedAgain() throws Exception {
        InspectionTurns turns = new InspectionTurns(Duration.ZERO, 1);
        CompleteCheckpointUpload busy =
                new CompleteCheckpointUpload(atelier.checkpoints, atelier.store, atelier.inspector, turns);

        turns.inTurn(
                new UserName("ann"), () -> assertThatThrownBy(() -> busy.complete(designer("ann"), initial.id(), tags))
                        .isInstanceOf(CapacityExceededException.class));

        assertUntouched();
        assertThat(busy.complete(designer("ann"), initial.id(), tags).status()).isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void equalContentOfDifferentUsersIsStoredOnce(@TempDir Path disk) throws Exception {
        atelier.store.showIn(disk);
        Checkpoint first = complete.complete(designer("ann"), initial.id(), tags);
        Created again = upload(designer("bob"), "same", "model");

        Checkpoint second =
                complete.complete(designer("bob"), again.checkpoint().id(), tagsOf(again, "model"));

        assertThat(second.files().get(0).location())
                .isEqualTo(first.files().get(0).location());
        assertThat(atelier.store.files()).hasSize(2);
        assertThat(atelier.read(second.files().get(0).location())).isEqualTo("model");
    }

    @Test
    void equalContentInAStoreThatIsElsewhereHasAPlaceForEachUpload() throws Exception {
        Checkpoint first = complete.complete(designer("ann"), initial.id(), tags);
        Created again = upload(designer("bob"), "same", "model");

        Checkpoint second =
                complete.complete(designer("bob"), again.checkpoint().id(), tagsOf(again, "model"));
        new DeleteCheckpoints(atelier.checkpoints, atelier.store).delete(administrator(), List.of(first.id()));

        assertThat(second.files()).allSatisfy(file -> assertThat(file.sha256()).isNull());
        assertThat(atelier.store.files()).containsExactly(second.location().resolve("same"));
        assertThat(atelier.read(second.files().get(0).location())).isEqualTo("model");
    }

    @Test
    void whatCannotBeRemovedAfterwardsStaysBehindAndTheAnswerIsTheSame(@TempDir Path disk) {
        atelier.store.showIn(disk);
        complete.complete(designer("ann"), initial.id(), tags);
        Created same = upload("same", "model");
        Created bad = upload("bad", InMemoryInspector.EVIL);
        atelier.store.breakDeletions();

        assertThat(complete.complete(designer("ann"), same.checkpoint().id(), tagsOf(same, "model"))
                        .status())
                .isEqualTo(CheckpointStatus.ACTIVE);
        assertThatThrownBy(() ->
                        complete.complete(designer("ann"), bad.checkpoint().id(), tagsOf(bad, InMemoryInspector.EVIL)))
                .isInstanceOf(ModelFileRejectedException.class);
    }

    @Test
    void anImportIsNotCompletedByHand() {
        Checkpoint imported = atelier.add(TestCheckpoints.checkpoint().by("ann").status(CheckpointStatus.INITIAL));

        assertThatThrownBy(() -> complete.complete(designer("ann"), imported.id(), Map.of()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("imported");

        assertThat(atelier.checkpoints.find(imported.id())).contains(imported);
    }

    private Created upload(String name, String content) {
        return upload(designer("ann"), name, content);
    }

    private Created upload(Caller caller, String name, String content) {
        Created created = new CreateCheckpoint(
                        atelier.checkpoints, atelier.store, atelier.layout, atelier.ids, atelier.clock)
                .create(caller, new CreateCheckpoint.Command(CheckpointType.LORA, List.of(parts(name)), Map.of()));
        tagsOf(created, content);
        return created;
    }

    private Map<String, List<UploadedPart>> tagsOf(Created created, String content) {
        Map<String, List<UploadedPart>> sent = new HashMap<>();
        created.partUrls()
                .forEach((file, urls) -> sent.put(
                        file,
                        List.of(new UploadedPart(
                                1, atelier.store.upload(urls.get(0), content.getBytes(StandardCharsets.UTF_8))))));
        return sent;
    }

    @Test
    void isForItsOwnerWithThePermission() {
        assertThatThrownBy(() -> complete.complete(designer("bob"), initial.id(), tags))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> complete.complete(holding("ann", "checkpoint:list"), initial.id(), tags))
                .isInstanceOf(PermissionDeniedException.class);
        assertUntouched();
    }

    @Test
    void anUnknownCheckpointIsNotFound() {
        CheckpointId unknown = new CheckpointId(UUID.randomUUID());

        assertThatThrownBy(() -> complete.complete(designer("ann"), unknown, tags))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(unknown.toString());
    }

    private void assertUntouched() {
        assertThat(atelier.checkpoints.find(initial.id())).contains(initial);
    }

    private static CreateCheckpoint.FileParts parts(String file) {
        return new CreateCheckpoint.FileParts(new CheckpointFileName(file), 1);
    }
}
