package dev.atelier.application.model;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.BulkOperationsPolicy;
import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CreateCheckpoint.FileParts;
import dev.atelier.application.checkpoint.DeleteCheckpoints;
import dev.atelier.application.checkpoint.ModelArchiveReader;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.application.testing.Concurrently;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryModelArchiveReader;
import dev.atelier.application.testing.InMemoryModelDescriptionReader;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.model.ModelName;
import dev.atelier.domain.model.ModelStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CompleteModelUploadTest {

    private static final String PACKED = "any.tar";
    private static final String FILE = "a.safetensors";

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CreateModel create = new CreateModel(
            atelier.models,
            atelier.checkpoints,
            new BulkOperationsPolicy(true),
            atelier.store,
            atelier.layout,
            atelier.ids,
            atelier.clock,
            atelier.audit);
    private final CompleteModelUpload complete = completing(atelier.archives);

    private Map<String, List<UploadedPart>> tags;

    @Test
    void anArchiveIsUnpackedAndItsModelIsACheckpointByItsOwnName() throws Exception {
        Model initialed = upload(PACKED, archive("some/folder/" + FILE, "weights"));

        Model done = complete.complete(designer("ann"), initialed.id(), tags);

        assertThat(done.status()).isEqualTo(ModelStatus.COMPLETE);
        assertThat(atelier.models.find(done.id())).contains(done);
        Checkpoint checkpoint = named(FILE);
        assertThat(checkpoint.id()).isEqualTo(done.id().checkpoint());
        assertThat(checkpoint.status()).isEqualTo(CheckpointStatus.ACTIVE);
        StorageUri place = done.output().resolve(FILE);
        assertThat(checkpoint.files().get(0).location()).isEqualTo(place);
        assertThat(checkpoint.files().get(0).sha256()).hasSize(64);
        assertThat(atelier.read(place)).isEqualTo("weights");
        assertThat(atelier.store.files()).containsExactly(place);
    }

    @Test
    void aModelFileIsTakenAsItIs() throws Exception {
        Model initialed = upload(FILE, "weights");

        complete.complete(administrator(), initialed.id(), tags);

        assertThat(atelier.read(named(FILE).files().get(0).location())).isEqualTo("weights");
        assertThat(atelier.descriptions.find(List.of(named(FILE).id())))
                .isEqualTo(Map.of(named(FILE).id(), Map.of(0, InMemoryModelDescriptionReader.of("weights"))));
    }

    @Test
    void equalContentIsStoredOnce() throws Exception {
        complete.complete(
                designer("ann"),
                upload("first.tar", archive("one.ckpt", "weights")).id(),
                tags);

        complete.complete(
                designer("ann"),
                upload("second.tar", archive("two.ckpt", "weights")).id(),
                tags);

        assertThat(atelier.store.files()).hasSize(1);
        assertThat(atelier.read(named("two.ckpt").files().get(0).location())).isEqualTo("weights");
    }

    @Test
    void tagsThatDoNotFitLeaveItToBeTriedAgain() {
        Model initialed = upload(PACKED, archive(FILE, "weights"));

        assertRejected(initialed, Map.of(PACKED, List.of(new UploadedPart(1, "\"00\""))), "ETag");
        assertRejected(initialed, Map.of("other.tar", tags.get(PACKED)), PACKED);
        assertRejected(initialed, Map.of(PACKED, List.of()), "0 parts");

        assertThat(complete.complete(designer("ann"), initialed.id(), tags).status())
                .isEqualTo(ModelStatus.COMPLETE);
    }

    @Test
    void aFileThatMayNotBeUsedFailsTheModelAndIsRemoved() {
        assertFails(upload(PACKED, archive(FILE, InMemoryInspector.EVIL)), FILE + " says that it is evil");
        assertFails(upload(FILE, InMemoryInspector.EVIL), FILE + " says that it is evil");
        assertFails(upload(PACKED, "no archive"), "it is no archive");
        assertFails(
                upload(PACKED, archive("one.pt", "weights")),
                "file one.pt cannot be used as a Stable-diffusion model: allowed are files that end in .safetensors,"
                        + " .ckpt but not in .vae.safetensors or .vae.ckpt, and a .yaml with a model of the same name");
        assertFails(upload(PACKED, InMemoryModelArchiveReader.archive(Map.of())), "the archive holds 0 models");

        Model next = upload(FILE, "better");
        assertThat(complete.complete(designer("ann"), next.id(), tags).status()).isEqualTo(ModelStatus.COMPLETE);
    }

    @Test
    void aTakenFileNameLeavesItToBeTriedAgainOnceTheNameIsFree() {
        Checkpoint holder = atelier.add(TestCheckpoints.checkpoint().files(FILE));
        Model initialed = upload(PACKED, archive(FILE, "weights"));

        assertThatThrownBy(() -> complete.complete(designer("ann"), initialed.id(), tags))
                .isInstanceOf(CheckpointNameTakenException.class);
        assertThat(atelier.models.find(initialed.id())).contains(initialed);

        new DeleteCheckpoints(atelier.checkpoints, atelier.store, atelier.audit)
                .delete(administrator(), List.of(holder.id()));
        complete.complete(designer("ann"), initialed.id(), tags);
        assertThat(named(FILE).id()).isEqualTo(initialed.id().checkpoint());
    }

    @Test
    void aBrokenDiskLeavesItToBeTriedAgain() {
        Model initialed = upload(PACKED, archive(FILE, "weights"));
        ModelArchiveReader broken = new InMemoryModelArchiveReader() {
            @Override
            public void unpack(InputStream archive, Receiver receiver) throws IOException {
                throw new IOException("the disk broke");
            }
        };

        assertThatThrownBy(() -> completing(broken).complete(designer("ann"), initialed.id(), tags))
                .hasRootCauseMessage("the disk broke");
        assertThat(atelier.models.find(initialed.id())).contains(initialed);

        assertThat(complete.complete(designer("ann"), initialed.id(), tags).status())
                .isEqualTo(ModelStatus.COMPLETE);
    }

    @Test
    void whatCannotBeRemovedAfterwardsStaysBehindAndTheAnswerIsTheSame() {
        complete.complete(designer("ann"), upload("one.ckpt", "weights").id(), tags);
        atelier.store.breakDeletions();

        Model same = upload("two.tar", archive("two.ckpt", "weights"));
        assertThat(complete.complete(designer("ann"), same.id(), tags).status()).isEqualTo(ModelStatus.COMPLETE);
        assertThat(atelier.models.find(same.id()).orElseThrow().status()).isEqualTo(ModelStatus.COMPLETE);

        Model evil = upload(FILE, InMemoryInspector.EVIL);
        assertThatThrownBy(() -> complete.complete(designer("ann"), evil.id(), tags))
                .isInstanceOf(ModelFileRejectedException.class);
        assertThat(atelier.models.find(evil.id()).orElseThrow().status()).isEqualTo(ModelStatus.FAIL);
    }

    @Test
    void whileOneCallCreatesItAnotherIsRejected() {
        Model initialed = upload(PACKED, archive(FILE, "weights"));
        atelier.models.claim(initialed.id(), CompleteModelUpload.LEASE).orElseThrow();

        assertThatThrownBy(() -> complete.complete(designer("ann"), initialed.id(), tags))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("another call");
        assertThat(atelier.models.find(initialed.id())).contains(initialed.begin());
    }

    @Test
    void ofManyCallsAtOnceOneCreatesIt() throws Exception {
        Model initialed = upload(PACKED, archive(FILE, "weights"));

        List<Boolean> created = Concurrently.times(6, () -> {
            try {
                return complete.complete(designer("ann"), initialed.id(), tags).status() == ModelStatus.COMPLETE;
            } catch (InvalidRequestException e) {
                return false;
            }
        });

        assertThat(created).containsOnlyOnce(true);
        assertThat(atelier.models.find(initialed.id()).orElseThrow().status()).isEqualTo(ModelStatus.COMPLETE);
    }

    @Test
    void aCreationThatWasCutOffCanBeBegunAgain() {
        Model initialed = upload(PACKED, archive(FILE, "weights"));
        atelier.models.claim(initialed.id(), CompleteModelUpload.LEASE).orElseThrow();
        atelier.clock.pass(CompleteModelUpload.LEASE.plus(Duration.ofSeconds(1)));

        assertThat(complete.complete(designer("ann"), initialed.id(), tags).status())
                .isEqualTo(ModelStatus.COMPLETE);
    }

    @Test
    void whoseCreationWasTakenOverChangesNothing() {
        Model initialed = upload(PACKED, archive(FILE, "weights"));
        CompleteModelUpload slow = completing(new InMemoryModelArchiveReader() {
            @Override
            public void unpack(InputStream archive, Receiver receiver) throws IOException {
                atelier.clock.pass(CompleteModelUpload.LEASE.plus(Duration.ofSeconds(1)));
                complete.complete(designer("ann"), initialed.id(), tags);
                throw new ModelFileRejectedException("too late to say so");
            }
        });

        assertThatThrownBy(() -> slow.complete(designer("ann"), initialed.id(), tags))
                .isInstanceOf(ModelFileRejectedException.class);

        assertThat(atelier.models.find(initialed.id()).orElseThrow().status()).isEqualTo(ModelStatus.COMPLETE);
        assertThat(atelier.store.files())
                .containsExactly(named(FILE).files().get(0).location());
    }

    @Test
    void completesOnlyOnce() {
        Model initialed = upload(PACKED, archive(FILE, "weights"));
        complete.complete(designer("ann"), initialed.id(), tags);

        assertThatThrownBy(() -> complete.complete(designer("ann"), initialed.id(), tags))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Complete");
    }

    @Test
    void withoutBulkOperationsAnArchiveIsRejectedAndStays() {
        CompleteModelUpload nowhere = completing(atelier.archives, new BulkOperationsPolicy(false));
        Model packed = upload(PACKED, archive(FILE, "weights"));

        assertThatThrownBy(() -> nowhere.complete(designer("ann"), packed.id(), tags))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("archives are not unpacked");

        assertThat(complete.complete(designer("ann"), packed.id(), tags).status())
                .isEqualTo(ModelStatus.COMPLETE);
        Model asItIs = upload("other.safetensors", "other weights");
        assertThat(nowhere.complete(designer("ann"), asItIs.id(), tags).status())
                .isEqualTo(ModelStatus.COMPLETE);
    }

    @Test
    void isForItsOwnerWithThePermission() {
        Model initialed = upload(PACKED, archive(FILE, "weights"));

        assertThatThrownBy(() -> complete.complete(designer("bob"), initialed.id(), tags))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> complete.complete(holding("ann", "checkpoint:list"), initialed.id(), tags))
                .isInstanceOf(PermissionDeniedException.class);
        assertThat(atelier.models.find(initialed.id())).contains(initialed);
    }

    @Test
    void anUnknownModelIsNotFound() {
        ModelId unknown = new ModelId(UUID.randomUUID());

        assertThatThrownBy(() -> complete.complete(designer("ann"), unknown, Map.of()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(unknown.toString());
    }

    private void assertRejected(Model initialed, Map<String, List<UploadedPart>> wrong, String said) {
        assertThatThrownBy(() -> complete.complete(designer("ann"), initialed.id(), wrong))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(said);
        assertThat(atelier.models.find(initialed.id())).contains(initialed);
    }

    private void assertFails(Model initialed, String reason) {
        assertThatThrownBy(() -> complete.complete(designer("ann"), initialed.id(), tags))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessage(reason);
        Model failed = atelier.models.find(initialed.id()).orElseThrow();
        assertThat(failed.status()).isEqualTo(ModelStatus.FAIL);
        assertThat(failed.error()).isEqualTo(reason);
        assertThat(atelier.store.files()).isEmpty();
        assertThatThrownBy(() -> complete.complete(designer("ann"), initialed.id(), tags))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("Fail", reason);
    }

    private CompleteModelUpload completing(ModelArchiveReader archives) {
        return completing(archives, new BulkOperationsPolicy(true));
    }

    private CompleteModelUpload completing(ModelArchiveReader archives, BulkOperationsPolicy bulkOperationsPolicy) {
        return new CompleteModelUpload(
                atelier.models,
                atelier.store,
                archives,
                bulkOperationsPolicy,
                atelier.inspector,
                atelier.turns,
                atelier.describer,
                atelier.clock,
                atelier.audit);
    }

    /** Creates a model of ann's and uploads its file in one part. */
    private Model upload(String file, String content) {
        CreateModel.Created created = create.create(
                designer("ann"),
                new CreateModel.Command(
                        CheckpointType.STABLE_DIFFUSION,
                        new ModelName("mine"),
                        new FileParts(new CheckpointFileName(file), 1),
                        Map.of()));
        String tag = atelier.store.upload(created.partUrls().get(0), content.getBytes(StandardCharsets.UTF_8));
        tags = Map.of(file, List.of(new UploadedPart(1, tag)));
        return created.model();
    }

    private Checkpoint named(String file) {
        return atelier.checkpoints
                .find(CheckpointType.STABLE_DIFFUSION, new CheckpointFileName(file))
                .orElseThrow();
    }

    private static String archive(String path, String content) {
        return InMemoryModelArchiveReader.archive(Map.of(path, content));
    }
}
