package dev.atelier.persistence.storage.local;

import static dev.atelier.persistence.storage.local.TestStore.HOUR;
import static dev.atelier.persistence.storage.local.TestStore.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Symbolic links in the store. */
class LinksTest {

    @TempDir
    Path folder;

    @TempDir
    Path outside;

    private TestStore store;
    private Path bucket;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
        bucket = Files.createDirectory(folder.resolve("files/atelier"));
        Files.writeString(outside.resolve("file"), "private");
    }

    @Test
    void toFoldersOutsideAreNotFollowed() throws IOException {
        Files.createSymbolicLink(bucket.resolve("link"), outside);

        assertRejected("link/file");
        assertRejected("link/new");
        assertRejected("link");
    }

    @Test
    void toFilesOutsideOrToTheSecretAreNotFollowed() throws IOException {
        Files.createSymbolicLink(bucket.resolve("link"), outside.resolve("file"));
        Files.createSymbolicLink(bucket.resolve("secret"), folder.resolve("url-secret"));

        assertRejected("link");
        assertRejected("secret");
    }

    @Test
    void thatLeadNowhereAreNotFollowed() throws IOException {
        Files.createSymbolicLink(bucket.resolve("dangling"), outside.resolve("missing"));
        Files.createSymbolicLink(bucket.resolve("loop"), bucket.resolve("loop"));

        assertRejected("dangling");
        assertRejected("loop/a");
        assertThat(outside.resolve("missing")).doesNotExist();
    }

    @Test
    void whichWereMadeAfterTheUrlWasSignedAreNotFollowed() throws IOException {
        var get = store.files.presignDownload(at("link/file"), HOUR);
        var put = store.uploadUrl("link/file");
        Files.createSymbolicLink(bucket.resolve("link"), outside);

        assertThatThrownBy(() -> store.files.download(get)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> store.upload(put, "forged")).isInstanceOf(InvalidRequestException.class);
        assertThat(outside.resolve("file")).hasContent("private");
    }

    @Test
    void withinTheStoreAreFollowed() throws IOException {
        store.put("real/file", "content");
        Files.createSymbolicLink(bucket.resolve("link"), bucket.resolve("real"));

        store.put("link/other", "other");

        assertThat(store.read("link/file")).isEqualTo("content");
        assertThat(store.read("real/other")).isEqualTo("other");
    }

    @Test
    void areRemovedWithoutWhatTheyLeadTo() throws IOException {
        Path below = Files.createDirectory(bucket.resolve("a"));
        Files.createSymbolicLink(below.resolve("link"), outside);

        store.files.deleteAll(at("a"));

        assertThat(below).doesNotExist();
        assertThat(outside.resolve("file")).hasContent("private");
    }

    @Test
    void mayStandForTheWholeStore() throws IOException {
        store.put("a", "content");
        Path link = Files.createSymbolicLink(outside.resolve("store"), folder);

        TestStore linked = new TestStore(link);

        assertThat(linked.read("a")).isEqualTo("content");
        linked.put("b/c", "content");
        assertThat(store.read("b/c")).isEqualTo("content");
    }

    private void assertRejected(String key) throws IOException {
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> store.read(key),
                () -> store.put(key, "forged"),
                () -> store.files.find(at(key)),
                () -> store.files.localFile(at(key)),
                () -> store.files.deleteAll(at(key)),
                () -> store.files.beginUpload(at(key), 1),
                () -> store.uploadUrl(key),
                () -> store.files.download(store.files.presignDownload(at(key), HOUR)))) {
            assertThatThrownBy(use)
                    .as(key)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("s3://atelier/" + key + " is, or passes through, a link that leads out of the store");
        }
        assertThat(outside.resolve("file")).hasContent("private");
        assertThat(outside.resolve("new")).doesNotExist();
    }
}
