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
import dev.atelier.application.testing.InMemoryModelArchiveReader;
import dev.atelier.application.testing.InMemoryModelDescriptionReader;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.io.IOException;
import java.io.InputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompleteCheckpointUploadTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CompleteCheckpointUpload complete = completing(atelier.turns, true);
    private static final String SHA_OF_WEIGHTS = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c";

    private final Map<String, List<UploadedPart>> tags = new HashMap<>();
    private Checkpoint initial;

    @BeforeEach
    void uploadTwoFiles() {
        Created created = creating()
                .create(
                        designer("ann"),
                        new CreateCheckpoint.Command(
                                CheckpointType.LORA, List.of(parts("model.pt"), parts("config.pt")), Map.of()));
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
        assertThat(atelier.read(initial.location().resolve("model.pt"))).isEqualTo("model.pt");
        assertThat(atelier.read(initial.location().resolve("config.pt"))).isEqualTo("config.pt");
        assertThat(atelier.descriptions.find(List.of(active.id())))
                .isEqualTo(Map.of(
                        active.id(),
                        Map.of(
                                0,
                                InMemoryModelDescriptionReader.of("model.pt"),
                                1,
                                InMemoryModelDescriptionReader.of("config.pt"))));
    }

    /** Clients upload a .tar under the name of the model in it. */
    @Test
    void aModelInAnArchiveIsUnpackedUnderItsName() throws Exception {
        String archive = InMemoryModelArchiveReader.archive(
                Map.of("models/Lora/other.safetensors", "weights", "readme.txt", "text"));
        Created packed = upload("packed.safetensors", archive);

        Checkpoint active =
                complete.complete(designer("ann"), packed.checkpoint().id(), tagsOf(packed, archive));

        assertThat(active.files()).extracting(file -> file.name().value()).containsExactly("packed.safetensors");
        assertThat(atelier.read(active.files().get(0).location())).isEqualTo("weights");
        assertThat(active.files().get(0).sha256()).isEqualTo(SHA_OF_WEIGHTS);
    }

    @Test
    void anArchiveWithoutOneModelDisablesTheCheckpoint() {
        String archive = InMemoryModelArchiveReader.archive(Map.of("readme.txt", "text"));
        Created packed = upload("packed.safetensors", archive);

        assertThatThrownBy(() ->
                        complete.complete(designer("ann"), packed.checkpoint().id(), tagsOf(packed, archive)))
                .isInstanceOf(ModelFileRejectedException.class);
        assertThat(atelier.checkpoints
                        .find(packed.checkpoint().id())
                        .orElseThrow()
                        .status())
                .isEqualTo(CheckpointStatus.DISABLED);
    }

    @Test
    void anArchiveIsNotUnpackedWhereNothingWorksBetweenRequests() {
        String archive = InMemoryModelArchiveReader.archive(Map.of("a.pt", "weights"));
        Created packed = upload("packed.safetensors", archive);

        assertThatThrownBy(() -> completing(atelier.turns, false)
                        .complete(designer("ann"), packed.checkpoint().id(), tagsOf(packed, archive)))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("upload the model file itself");
    }

    private CompleteCheckpointUpload completing(InspectionTurns turns, boolean unpacks) {
        return new CompleteCheckpointUpload(
                atelier.checkpoints,
                atelier.store,
                atelier.inspector,
                turns,
                atelier.archives,
                new BulkOperationsPolicy(unpacks),
                atelier.describer,
                atelier.audit);
    }

    @Test
    void anAdministratorMayCompleteIt() {
        assertThat(complete.complete(administrator(), initial.id(), tags).status())
                .isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void aWrongTagLeavesItToBeTriedAgain() {
        Map<String, List<UploadedPart>> wrong = new HashMap<>(tags);
        wrong.put("config.pt", List.of(new UploadedPart(1, "\"00\"")));

        assertThatThrownBy(() -> complete.complete(designer("ann"), initial.id(), wrong))
                .isInstanceOf(InvalidRequestException.class);
        assertUntouched();

        assertThat(complete.complete(designer("ann"), initial.id(), tags).status())
                .isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void rejectsTagsOfOtherFiles() {
        tags.remove("config.pt");

        assertThatThrownBy(() -> complete.complete(designer("ann"), initial.id(), tags))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("config.pt");

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
        Created created = upload("bad.pt", InMemoryInspector.EVIL);
        Checkpoint bad = created.checkpoint();

        assertThatThrownBy(() -> complete.complete(designer("ann"), bad.id(), tagsOf(created, InMemoryInspector.EVIL)))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessage("bad.pt says that it is evil");

        Checkpoint now = atelier.checkpoints.find(bad.id()).orElseThrow();
        assertThat(now.status()).isEqualTo(CheckpointStatus.DISABLED);
        assertThat(now.params()).containsEntry("error", "bad.pt says that it is evil");
        assertThat(atelier.store.files()).isEmpty();
        assertThatThrownBy(() -> complete.complete(designer("ann"), bad.id(), Map.of()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("bad.pt says that it is evil");
        assertThat(upload("bad.pt", "better.pt").checkpoint().status()).isEqualTo(CheckpointStatus.INITIAL);
    }

    @Test
    void whileOtherFilesOfTheUserAreInspectedItIsLeftToBeTriedAgain() throws Exception {
        InspectionTurns turns = new InspectionTurns(Duration.ZERO, 1);
        CompleteCheckpointUpload busy = completing(turns, true);

        turns.inTurn(
                new UserName("ann"),
                () -> assertThatThrownBy(() -> busy.complete(designer("ann"), initial.id(), tags))
                        .isInstanceOf(CapacityExceededException.class));

        assertUntouched();
        assertThat(busy.complete(designer("ann"), initial.id(), tags).status()).isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void equalContentOfDifferentUsersIsStoredOnce(@TempDir Path disk) throws Exception {
        atelier.store.showIn(disk);
        Checkpoint first = complete.complete(designer("ann"), initial.id(), tags);
        Created again = upload(designer("bob"), "same.pt", "model.pt");

        Checkpoint second =
                complete.complete(designer("bob"), again.checkpoint().id(), tagsOf(again, "model.pt"));

        assertThat(second.files().get(0).location())
                .isEqualTo(first.files().get(0).location());
        assertThat(atelier.store.files()).hasSize(2);
        assertThat(atelier.read(second.files().get(0).location())).isEqualTo("model.pt");
    }

    @Test
    void equalContentInAStoreThatIsElsewhereHasAPlaceForEachUpload() throws Exception {
        Checkpoint first = complete.complete(designer("ann"), initial.id(), tags);
        Created again = upload(designer("bob"), "same.pt", "model.pt");

        Checkpoint second =
                complete.complete(designer("bob"), again.checkpoint().id(), tagsOf(again, "model.pt"));
        new DeleteCheckpoints(atelier.checkpoints, atelier.store, atelier.audit)
                .delete(administrator(), List.of(first.id()));

        assertThat(second.files()).allSatisfy(file -> assertThat(file.sha256()).isNull());
        assertThat(atelier.store.files()).containsExactly(second.location().resolve("same.pt"));
        assertThat(atelier.read(second.files().get(0).location())).isEqualTo("model.pt");
    }

    @Test
    void whatCannotBeRemovedAfterwardsStaysBehindAndTheAnswerIsTheSame(@TempDir Path disk) {
        atelier.store.showIn(disk);
        complete.complete(designer("ann"), initial.id(), tags);
        Created same = upload("same.pt", "model.pt");
        Created bad = upload("bad.pt", InMemoryInspector.EVIL);
        atelier.store.breakDeletions();

        assertThat(complete.complete(designer("ann"), same.checkpoint().id(), tagsOf(same, "model.pt"))
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsCancelledWhileItIsCheckedLeavesNoFile(boolean rejected) {
        Created created = uploadOfKnownSize();
        CheckpointId id = created.checkpoint().id();
        Map<String, List<UploadedPart>> sent = tagsOf(created, "weights");
        CompleteCheckpointUpload slow = inspecting(() -> {
            cancel(id);
            // Written after it was cancelled, as a server does that was slow to put the parts together.
            atelier.store.put(
                    created.checkpoint().files().get(0).location(), InputStream.nullInputStream(), "text/plain");
            if (rejected) {
                throw new ModelFileRejectedException("it is evil");
            }
        });

        assertThatThrownBy(() -> slow.complete(designer("ann"), id, sent))
                .isInstanceOf(rejected ? ModelFileRejectedException.class : InvalidRequestException.class);

        assertThat(atelier.checkpoints.find(id)).isEmpty();
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void whatAnotherCallCompletedMeanwhileKeepsItsFile() {
        Created created = uploadOfKnownSize();
        CheckpointId id = created.checkpoint().id();
        Map<String, List<UploadedPart>> sent = tagsOf(created, "weights");
        CompleteCheckpointUpload slow = inspecting(() -> complete.complete(designer("ann"), id, sent));

        assertThatThrownBy(() -> slow.complete(designer("ann"), id, sent))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("changed by another call");

        assertThat(atelier.store.files())
                .containsExactly(created.checkpoint().files().get(0).location());
    }

    private Created uploadOfKnownSize() {
        return creating()
                .create(
                        designer("ann"),
                        new CreateCheckpoint.Command(
                                CheckpointType.LORA,
                                List.of(new CreateCheckpoint.FileParts(new CheckpointFileName("slow.pt"), 1, 7)),
                                Map.of()));
    }

    private void cancel(CheckpointId id) {
        new ManagePendingUploads(atelier.checkpoints, atelier.store, atelier.audit).cancel(designer("ann"), id);
    }

    /** What happens while a file is inspected. */
    @FunctionalInterface
    private interface Meanwhile {
        void happens() throws IOException;
    }

    private CompleteCheckpointUpload inspecting(Meanwhile meanwhile) {
        return new CompleteCheckpointUpload(
                atelier.checkpoints,
                atelier.store,
                (name, file) -> meanwhile.happens(),
                new InspectionTurns(Duration.ZERO, 1),
                atelier.archives,
                new BulkOperationsPolicy(true),
                atelier.describer,
                atelier.audit);
    }

    private CreateCheckpoint creating() {
        return new CreateCheckpoint(
                atelier.checkpoints,
                atelier.store,
                atelier.layout,
                atelier.ids,
                atelier.clock,
                atelier.checkpointAccess,
                atelier.audit);
    }

    private Created upload(String name, String content) {
        return upload(designer("ann"), name, content);
    }

    private Created upload(Caller caller, String name, String content) {
        Created created = creating()
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
