package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.atelier.application.checkpoint.CreateCheckpoint.Command;
import dev.atelier.application.checkpoint.CreateCheckpoint.Created;
import dev.atelier.application.checkpoint.CreateCheckpoint.FileParts;
import dev.atelier.application.checkpoint.ManagePendingUploads.Pending;
import dev.atelier.application.checkpoint.ManagePendingUploads.Resumed;
import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ManagePendingUploadsTest {

    private static final Caller ANN = designer("ann");
    private static final FileParts FILE = file("a.ckpt", 3, 25);

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ManagePendingUploads pending =
            new ManagePendingUploads(atelier.checkpoints, atelier.store, atelier.audit);

    private static FileParts file(String name, int parts, long bytes) {
        return new FileParts(new CheckpointFileName(name), parts, bytes);
    }

    private Created begin(Caller caller, FileParts... files) {
        return new CreateCheckpoint(
                        atelier.checkpoints,
                        atelier.store,
                        atelier.layout,
                        atelier.ids,
                        atelier.clock,
                        atelier.checkpointAccess,
                        atelier.audit)
                .create(caller, new Command(CheckpointType.LORA, List.of(files), Map.of()));
    }

    private void arrives(Created created, int part, String content) {
        atelier.store.upload(created.partUrls().get("a.ckpt").get(part - 1), content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aUserSeesWhatHasArrivedOfTheirUploads() {
        Created created = begin(ANN, FILE);
        arrives(created, 1, "0123456789");
        arrives(created, 3, "01234");
        begin(designer("bob"), file("b.ckpt", 1, 25));
        begin(ANN, file("c.ckpt", 1, 25), file("d.ckpt", 1, 25));
        begin(ANN, file("e.ckpt", 1, 0));
        atelier.add(checkpoint().files("f.ckpt").by("ann"));

        List<Pending> found = pending.list(ANN);

        assertThat(found).hasSize(1);
        assertThat(found.get(0).checkpoint()).isEqualTo(created.checkpoint());
        assertThat(found.get(0).file()).isEqualTo("a.ckpt");
        assertThat(found.get(0).upload().bytes()).isEqualTo(25);
        assertThat(found.get(0).arrived().orElseThrow())
                .extracting(ArrivedPart::partNumber, ArrivedPart::size)
                .containsExactly(tuple(1, 10L), tuple(3, 5L));
    }

    @Test
    void anUploadGoesOnWithUrlsForAllParts() {
        Created created = begin(ANN, FILE);
        arrives(created, 2, "0123456789");

        Resumed resumed = pending.resume(ANN, created.checkpoint().id(), FILE);

        assertThat(resumed.checkpoint()).isEqualTo(created.checkpoint());
        assertThat(resumed.arrived()).extracting(ArrivedPart::partNumber).containsExactly(2);
        assertThat(resumed.urls()).hasSize(3);
        atelier.store.upload(resumed.urls().get(0), new byte[10]);
        assertThat(pending.list(ANN).get(0).arrived().orElseThrow())
                .extracting(ArrivedPart::partNumber)
                .containsExactly(1, 2);
    }

    @Test
    void anotherFileIsRefused() {
        CheckpointId id = begin(ANN, FILE).checkpoint().id();

        for (FileParts other : List.of(file("b.ckpt", 3, 25), file("a.ckpt", 3, 26))) {
            assertThatThrownBy(() -> pending.resume(ANN, id, other))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("this upload is of file a.ckpt with 25 bytes, not of " + other.name());
        }
        assertThatThrownBy(() -> pending.resume(ANN, id, file("a.ckpt", 2, 25)))
                .hasMessage("this upload has 3 parts, but the file would be sent in 2; cancel it and begin a new one");
    }

    @Test
    void anUploadThatTheStoreHasNoLongerIsListedAndNotGoneOnWith() {
        Created created = begin(ANN, FILE);
        atelier.store.abortUpload(created.checkpoint().uploads().get("a.ckpt"));

        assertThat(pending.list(ANN).get(0).arrived()).isEmpty();
        assertThatThrownBy(() -> pending.resume(ANN, created.checkpoint().id(), FILE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("cancel it and begin a new one");
    }

    @Test
    void aCancelledUploadLeavesNothing() {
        Created created = begin(ANN, FILE);
        arrives(created, 1, "0123456789");

        pending.cancel(ANN, created.checkpoint().id());

        assertThat(pending.list(ANN)).isEmpty();
        assertThat(atelier.store.openUploads()).isZero();
        assertThat(atelier.checkpoints.find(created.checkpoint().id())).isEmpty();
        begin(ANN, FILE);
    }

    @Test
    void aCancellationThatFailedIsListedAndCanBeRepeated() throws IOException {
        Created created = begin(ANN, FILE);
        CheckpointId id = created.checkpoint().id();
        atelier.store.breakDeletions();
        assertThatThrownBy(() -> pending.cancel(ANN, id)).isInstanceOf(UncheckedIOException.class);

        assertThat(pending.list(ANN)).singleElement().satisfies(one -> {
            assertThat(one.checkpoint().id()).isEqualTo(id);
            assertThat(one.isCancelled()).isTrue();
            assertThat(one.arrived()).isEmpty();
        });
        assertThatThrownBy(() -> pending.resume(ANN, id, FILE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is Disabled");
        atelier.store.mendDeletions();
        pending.cancel(ANN, id);

        assertThat(pending.list(ANN)).isEmpty();
        assertThat(atelier.checkpoints.find(id)).isEmpty();
    }

    @Test
    void aDisabledCheckpointThatWasNotCancelledStays() {
        Checkpoint rejected = begin(ANN, FILE).checkpoint().fail("it is evil");
        atelier.checkpoints.update(rejected, CheckpointStatus.INITIAL);

        assertThat(pending.list(ANN)).isEmpty();
        assertThatThrownBy(() -> pending.cancel(ANN, rejected.id()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is Disabled");
    }

    /** Parameters are the client's, also such a reason. */
    @Test
    void aFileThatOthersShareStays() throws IOException {
        Created created = begin(ANN, FILE);
        Checkpoint active = created.checkpoint()
                .withFiles(List.of(created.checkpoint().files().get(0).read("5a")))
                .activate();
        StorageUri location = active.files().get(0).location();
        atelier.store.put(location, InputStream.nullInputStream(), "text/plain");
        atelier.checkpoints.update(active, CheckpointStatus.INITIAL);
        Checkpoint other = begin(ANN, file("b.ckpt", 1, 25)).checkpoint();
        atelier.checkpoints.updateDeduplicated(
                other.withFiles(List.of(other.files().get(0).read("5a"))).activate(), CheckpointStatus.INITIAL);
        atelier.checkpoints.update(active.fail("its upload was cancelled"), CheckpointStatus.ACTIVE);

        pending.cancel(ANN, active.id());

        assertThat(atelier.checkpoints.find(active.id())).isEmpty();
        assertThat(atelier.store.files()).containsExactly(location);
    }

    @Test
    void aStoreThatDoesNotAnswerIsAskedOnce() {
        begin(ANN, FILE);
        begin(ANN, file("b.ckpt", 1, 25));
        AtomicInteger asked = new AtomicInteger();
        ModelStore silent = new InMemoryModelStore(atelier.clock) {
            @Override
            public Optional<List<ArrivedPart>> arrivedParts(MultipartUpload upload) throws IOException {
                asked.incrementAndGet();
                throw new IOException("it does not answer");
            }
        };

        List<Pending> found = new ManagePendingUploads(atelier.checkpoints, silent, atelier.audit).list(ANN);

        assertThat(found).hasSize(2).allSatisfy(one -> assertThat(one.arrived()).isEmpty());
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatIsCompletedIsNoPendingUpload() {
        CheckpointId id = begin(ANN, FILE).checkpoint().id();
        atelier.checkpoints.update(atelier.checkpoints.find(id).orElseThrow().activate(), CheckpointStatus.INITIAL);

        assertThat(pending.list(ANN)).isEmpty();
        assertThatThrownBy(() -> pending.cancel(ANN, id))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is Active");
        assertThatThrownBy(() -> pending.resume(ANN, id, FILE)).isInstanceOf(InvalidRequestException.class);
        assertThat(atelier.checkpoints.find(id)).isPresent();
    }

    @Test
    void needsThePermissionAndAnUploadOfTheCaller() {
        CheckpointId id = begin(ANN, FILE).checkpoint().id();
        Caller reader = holding("ann", "checkpoint:list");

        assertThatThrownBy(() -> pending.list(reader)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> pending.resume(reader, id, FILE)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> pending.cancel(reader, id)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> pending.resume(designer("bob"), id, FILE))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> pending.cancel(designer("bob"), id)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> pending.cancel(ANN, new CheckpointId(new UUID(7, 7))))
                .isInstanceOf(NotFoundException.class);
        assertThat(atelier.store.openUploads()).isEqualTo(1);
    }
}
