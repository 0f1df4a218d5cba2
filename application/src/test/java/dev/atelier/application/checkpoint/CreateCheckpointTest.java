package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CreateCheckpoint.Command;
import dev.atelier.application.checkpoint.CreateCheckpoint.Created;
import dev.atelier.application.checkpoint.CreateCheckpoint.FileParts;
import dev.atelier.application.testing.CountingIds;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CreateCheckpointTest {

    private static final Caller ANN = designer("ann");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CreateCheckpoint create = over(atelier.store);

    @Test
    void aNewCheckpointAwaitsItsFiles() {
        Created created = create.create(
                ANN,
                new Command(
                        CheckpointType.LORA,
                        List.of(parts("b.ckpt", 2), parts("a.ckpt", 1)),
                        Map.of("message", "mine")));

        Checkpoint checkpoint = created.checkpoint();
        StorageUri folder = atelier.layout.checkpoint(CheckpointType.LORA, new CheckpointId(CountingIds.id(1)));
        assertThat(atelier.checkpoints.find(checkpoint.id())).contains(checkpoint);
        assertThat(checkpoint.status()).isEqualTo(CheckpointStatus.INITIAL);
        assertThat(checkpoint.location()).isEqualTo(folder);
        assertThat(checkpoint.files()).containsExactly(file(folder, "b.ckpt"), file(folder, "a.ckpt"));
        assertThat(checkpoint.params()).isEqualTo(Map.of("message", "mine"));
        assertThat(checkpoint.creator()).isEqualTo(ANN.name());
        assertThat(created.partUrls().get("b.ckpt")).hasSize(2);
        assertThat(created.partUrls().get("a.ckpt")).hasSize(1);
        assertThat(atelier.store.openUploads()).isEqualTo(2);
    }

    @Test
    void isOpenToTheRolesOfItsCreatorOrElseToThemAlone() {
        assertThat(create.create(withRoles(ANN, "designer", "guest"), command("a.ckpt"))
                        .checkpoint()
                        .allowedRolesOrUsers())
                .isEqualTo(principals("designer", "guest"));
        assertThat(create.create(withRoles(ANN), command("b.ckpt")).checkpoint().allowedRolesOrUsers())
                .isEqualTo(principals("user:ann"));
    }

    @Test
    void rejectsANameThatIsTakenAndBeginsNoUpload() {
        atelier.add(checkpoint().files("taken.ckpt"));

        assertThatThrownBy(() -> create.create(ANN, command("free.ckpt", "taken.ckpt")))
                .isInstanceOf(CheckpointNameTakenException.class)
                .hasMessageContaining("taken.ckpt");

        assertThat(atelier.store.openUploads()).isZero();
    }

    @Test
    void dropsItsUploadsWhenAnotherTookTheNameMeanwhile() {
        CreateCheckpoint slow = over(new InMemoryModelStore(atelier.clock) {
            @Override
            public synchronized MultipartUpload beginUpload(StorageUri location, int parts) {
                if (atelier.checkpoints
                        .find(CheckpointType.STABLE_DIFFUSION, new CheckpointFileName("wanted.ckpt"))
                        .isEmpty()) {
                    atelier.add(checkpoint().files("wanted.ckpt"));
                }
                return atelier.store.beginUpload(location, parts);
            }

            @Override
            public synchronized void abortUpload(MultipartUpload upload) {
                atelier.store.abortUpload(upload);
            }
        });

        assertThatThrownBy(() -> slow.create(ANN, command("wanted.ckpt", "other.ckpt")))
                .isInstanceOf(CheckpointNameTakenException.class);

        assertThat(atelier.store.openUploads()).isZero();
    }

    @Test
    void leavesNothingWhenTheStoreBreaks() {
        CreateCheckpoint broken = over(new InMemoryModelStore(new SettableClock()) {
            @Override
            public synchronized MultipartUpload beginUpload(StorageUri location, int parts) {
                if (location.fileName().equals("second.ckpt")) {
                    throw new UncheckedIOException(new IOException("no disk"));
                }
                return atelier.store.beginUpload(location, parts);
            }

            @Override
            public synchronized void abortUpload(MultipartUpload upload) {
                atelier.store.abortUpload(upload);
            }
        });

        assertThatThrownBy(() -> broken.create(ANN, command("first.ckpt", "second.ckpt")))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(atelier.store.openUploads()).isZero();
        assertThat(stored("first.ckpt")).isEmpty();
    }

    @Test
    void needsThePermission() {
        Caller reader = holding("ann", "checkpoint:list", "train:all");

        assertThatThrownBy(() -> create.create(reader, command("a.ckpt")))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(stored("a.ckpt")).isEmpty();
    }

    @Test
    void aCheckpointHas1To100FilesOfDifferentNames() {
        assertThat(command(names(100)).files()).hasSize(100);
        assertThatThrownBy(() -> command(names(101))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(CreateCheckpointTest::command).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> command("a.ckpt", "b.ckpt", "a.ckpt")).hasMessageContaining("twice");
    }

    @Test
    void aFileHas1To10000Parts() {
        assertThat(parts("a.ckpt", 1).parts()).isEqualTo(1);
        assertThat(parts("a.ckpt", 10_000).parts()).isEqualTo(10_000);
        assertThatThrownBy(() -> parts("a.ckpt", 0)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> parts("a.ckpt", 10_001))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("10000");
    }

    @Test
    void theFilesOfACheckpointHaveNoMorePartsThanOneMayHave() {
        Command most = new Command(CheckpointType.LORA, List.of(parts("a.ckpt", 9_999), parts("b.ckpt", 1)), Map.of());

        assertThat(most.files()).hasSize(2);
        assertThatThrownBy(() -> new Command(
                        CheckpointType.LORA,
                        List.of(parts("a.ckpt", 9_999), parts("b.ckpt", 1), parts("c.ckpt", 1)),
                        Map.of()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("the files are to come in 10001 parts altogether; allowed are at most 10000");
    }

    @Test
    void aCheckpointWithoutAFileThatNodesWouldListIsRefused() {
        for (String name : new String[] {"model", "model.gguf", "model.png", "model.yaml"}) {
            assertThatThrownBy(() -> create.create(ANN, command(name)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("file \"" + name + "\" can")
                    .hasMessageContaining(".safetensors, .ckpt");
            assertThat(stored(name)).isEmpty();
        }
        create.create(ANN, command("preview.png", "model.yaml", "model.safetensors"));
    }

    @Test
    void saysWhereClientsSendPartsTo() {
        assertThat(create.uploadOrigin()).isEmpty();

        atelier.store.serveAt(URI.create("https://files.example.org:9000/bucket/"));

        assertThat(create.uploadOrigin()).contains("https://files.example.org:9000");
        assertThat(atelier.store.openUploads()).isZero();
    }

    private CreateCheckpoint over(InMemoryModelStore store) {
        return new CreateCheckpoint(
                atelier.checkpoints,
                store,
                atelier.layout,
                atelier.ids,
                atelier.clock,
                atelier.checkpointAccess,
                atelier.audit);
    }

    private Optional<Checkpoint> stored(String file) {
        return atelier.checkpoints.find(CheckpointType.STABLE_DIFFUSION, new CheckpointFileName(file));
    }

    private static ModelFile file(StorageUri folder, String name) {
        return new ModelFile(new CheckpointFileName(name), folder.resolve(name));
    }

    private static Command command(String... files) {
        return new Command(
                CheckpointType.STABLE_DIFFUSION,
                List.of(files).stream().map(name -> parts(name, 1)).toList(),
                Map.of());
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "file" + i + ".ckpt").toArray(String[]::new);
    }

    private static FileParts parts(String name, int parts) {
        return new FileParts(new CheckpointFileName(name), parts);
    }
}
