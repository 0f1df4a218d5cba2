package dev.atelier.persistence.storage.local;

import static dev.atelier.persistence.storage.local.TestStore.at;
import static dev.atelier.persistence.storage.local.TestStore.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.persistence.storage.DiskSpaceGuard;
import io.micronaut.health.HealthStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Behaviour when the disk is full; {@code /dev/full} fails like a full disk, with the system's message. */
class FullDiskTest {

    @TempDir
    Path folder;

    private TestStore store;
    private LocalModelStore full;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
        full = new LocalModelStore(
                new LocalStoreConfiguration(folder, 0),
                store.clock,
                file -> true,
                FullDiskTest::fullAfterTheFirstBytes);
    }

    @Test
    void anUploadLeavesNothingAndItsUrlIsStillGood() throws IOException {
        URI url = store.uploadUrl("a/b");

        assertThatThrownBy(() -> full.receive(url, stream("content"), OptionalLong.of(7)))
                .isInstanceOf(InsufficientStorageException.class)
                .hasMessage("the store is full: retry when there is free space")
                .hasRootCauseMessage("No space left on device");
        assertNothingNew();

        store.upload(url, "content");
        assertThat(store.read("a/b")).isEqualTo("content");
    }

    @Test
    void aPutLeavesWhatWasThere() throws IOException {
        store.put("a/b", "old");

        assertThatThrownBy(() -> full.put(at("a/b"), stream("new"), "text/plain"))
                .isInstanceOf(InsufficientStorageException.class);

        assertThat(store.read("a/b")).isEqualTo("old");
        assertThat(store.namesIn("incoming")).isEmpty();
    }

    @Test
    void anUploadThatWouldNotLeaveTheReserveIsNotRead() throws IOException {
        InputStream unread = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("was read");
            }
        };

        assertThatThrownBy(() -> store.withoutFreeSpace().receive(store.uploadUrl("a"), unread, OptionalLong.of(7)))
                .isInstanceOf(InsufficientStorageException.class)
                .hasMessageMatching(
                        "the store has no space for 7 bytes more: 0 are free beyond the \\d+ that are reserved");
        assertNothingNew();
    }

    @Test
    void contentOfUnknownLengthDoesNotTakeTheReserve() throws IOException {
        assertThatThrownBy(() ->
                        store.withoutFreeSpace().receive(store.uploadUrl("a"), stream("content"), OptionalLong.empty()))
                .isInstanceOf(InsufficientStorageException.class);
        assertThatThrownBy(() -> store.withoutFreeSpace().put(at("a"), stream("content"), "text/plain"))
                .isInstanceOf(InsufficientStorageException.class);
        assertNothingNew();
    }

    @Test
    void aFileThatWouldTakeTheReserveIsNotTakenOver() throws IOException {
        Path file = Files.writeString(folder.resolve("made"), "content");

        assertThatThrownBy(() -> store.withoutFreeSpace().moveInto(at("a"), file, "text/plain"))
                .isInstanceOf(InsufficientStorageException.class);

        assertThat(file).hasContent("content");
        assertNothingNew();
    }

    @Test
    void whatBreaksForOtherReasonsIsNotTakenForIt() throws IOException {
        DiskSpaceGuard diskSpaceGuard = new DiskSpaceGuard(folder, 0);
        IOException other = new IOException("Input/output error");

        assertThat(diskSpaceGuard.explain(other)).isSameAs(other);
        assertThatThrownBy(() -> diskSpaceGuard.explain(new IOException("Disk quota exceeded")))
                .isInstanceOf(InsufficientStorageException.class);
    }

    @Test
    void readinessReportsIt() throws IOException {
        assertThat(readiness(store.files)).isEqualTo(HealthStatus.UP);
        assertThat(readiness(store.withoutFreeSpace())).isEqualTo(HealthStatus.DOWN);
    }

    private static HealthStatus readiness(LocalModelStore store) {
        FileStoreHealthIndicator indicator = new FileStoreHealthIndicator(store);
        indicator.setExecutorService(ForkJoinPool.commonPool());
        return Mono.from(indicator.getResult()).block().getStatus();
    }

    private void assertNothingNew() throws IOException {
        assertThat(store.filesIn("files")).isEmpty();
        assertThat(store.namesIn("incoming")).isEmpty();
        assertThat(store.namesIn("used")).isEmpty();
    }

    private static OutputStream fullAfterTheFirstBytes(Path file) throws IOException {
        Files.write(file, new byte[] {1, 2, 3});
        OutputStream device = Files.newOutputStream(Path.of("/dev/full"));
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                device.write(octet);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                device.write(Arrays.copyOfRange(bytes, offset, offset + length));
            }

            @Override
            public void close() throws IOException {
                device.close();
            }
        };
    }
}
