package dev.atelier.persistence.storage.local;

import static dev.atelier.persistence.storage.local.TestStore.HOUR;
import static dev.atelier.persistence.storage.local.TestStore.at;
import static dev.atelier.persistence.storage.local.TestStore.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.Concurrently;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.access.PermissionDeniedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PUT requests to the URL of a single file. */
class UploadTest {

    private static final String KEY = "txt2img/infer_v2/1/api_param.json";

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
    }

    @Test
    void isAnsweredWithTheMd5InQuotes() throws IOException {
        assertThat(store.upload(store.uploadUrl(KEY), "hello")).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(store.read(KEY)).isEqualTo("hello");
    }

    @Test
    void mayBeAsLargeAsSignedForAndNotOneByteLarger() throws IOException {
        URI url = store.files.presignUpload(at(KEY), HOUR, 5);

        assertThatThrownBy(() -> store.files.receive(url, stream("123456"), OptionalLong.empty()))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessage("this URL takes 5 bytes at most");
        assertNothingKept();

        store.files.receive(url, stream("12345"), OptionalLong.empty());
        assertThat(store.read(KEY)).isEqualTo("12345");
    }

    @Test
    void thatIsAnnouncedTooLargeIsNotRead() {
        URI url = store.files.presignUpload(at(KEY), HOUR, 5);

        assertThatThrownBy(() -> store.files.receive(url, new Unreadable(), OptionalLong.of(6)))
                .isInstanceOf(PayloadTooLargeException.class);
    }

    @Test
    void thatEndsBeforeItsAnnouncedLengthLeavesNothingAndCanBeRepeated() throws IOException {
        URI url = store.uploadUrl(KEY);

        assertThatThrownBy(() -> store.files.receive(url, stream("half"), OptionalLong.of(8)))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("4 bytes, but 8");
        assertNothingKept();

        store.upload(url, "complete");
        assertThat(store.read(KEY)).isEqualTo("complete");
    }

    @Test
    void thatBreaksOffLeavesNothingAndCanBeRepeated() throws IOException {
        URI url = store.uploadUrl(KEY);

        assertThatThrownBy(() -> store.files.receive(
                        url, new SequenceInputStream(stream("half"), new Unreadable()), OptionalLong.empty()))
                .isInstanceOf(IOException.class);
        assertNothingKept();

        store.upload(url, "complete");
        assertThat(store.read(KEY)).isEqualTo("complete");
    }

    @Test
    void isNotSeenBeforeItIsComplete() throws IOException {
        InputStream looking = new InputStream() {
            @Override
            public int read() throws IOException {
                assertThat(store.files.find(at(KEY))).isEmpty();
                return -1;
            }
        };

        store.files.receive(
                store.uploadUrl(KEY), new SequenceInputStream(stream("content"), looking), OptionalLong.of(7));

        assertThat(store.files.find(at(KEY))).isPresent();
    }

    @Test
    void usesItsUrlUpForThisAndEveryLaterProcess() throws IOException {
        URI url = store.uploadUrl(KEY);
        store.upload(url, "first");

        for (LocalModelStore process : List.of(store.files, store.restarted())) {
            assertThatThrownBy(() -> process.receive(url, new Unreadable(), OptionalLong.of(6)))
                    .isInstanceOf(PermissionDeniedException.class)
                    .hasMessage("this URL was used already, and takes one PUT; request a new one");
        }
        assertThat(store.read(KEY)).isEqualTo("first");
    }

    @Test
    void mayReplaceAFileByAnotherUrlOfTheSameMoment() throws IOException {
        URI one = store.uploadUrl(KEY);
        URI other = store.uploadUrl(KEY);

        store.upload(one, "first");
        store.upload(other, "second");

        assertThat(store.read(KEY)).isEqualTo("second");
    }

    @Test
    void isTakenAcrossARestart() throws IOException {
        URI url = store.uploadUrl(KEY);

        TestStore.upload(store.restarted(), url, "content");

        assertThat(store.read(KEY)).isEqualTo("content");
    }

    @Test
    void byManyAtOnceLeavesOneWholeFile() throws Exception {
        List<String> contents = List.of("a".repeat(500_000), "b".repeat(400_000), "c".repeat(300_000));
        List<Callable<String>> uploads = new ArrayList<>();
        for (String content : contents) {
            URI url = store.uploadUrl(KEY);
            uploads.add(() -> store.upload(url, content));
        }

        Concurrently.all(uploads);

        assertThat(store.read(KEY)).isIn(contents);
        assertThat(store.namesIn("incoming")).isEmpty();
    }

    @Test
    void ofDifferentContentByManyAtOnceWithOneUrlSucceedsOnce() throws Exception {
        URI url = store.uploadUrl(KEY);
        AtomicInteger length = new AtomicInteger(300_000);

        List<Boolean> taken = Concurrently.times(8, () -> isTaken(url, "x".repeat(length.getAndIncrement())));

        assertThat(taken).containsOnlyOnce(true);
        assertThat(store.namesIn("incoming")).isEmpty();
    }

    @Test
    void ofTheSameContentByManyAtOnceWithOneUrlSucceedsForAll() throws Exception {
        URI url = store.uploadUrl(KEY);

        List<Boolean> taken = Concurrently.times(8, () -> isTaken(url, "x".repeat(300_000)));

        assertThat(taken).containsOnly(true);
        assertThat(store.namesIn("incoming")).isEmpty();
        assertThat(store.namesIn("used")).hasSize(1);
    }

    private boolean isTaken(URI url, String content) throws IOException {
        try {
            store.upload(url, content);
            return true;
        } catch (PermissionDeniedException e) {
            return false;
        }
    }

    @Test
    void mayBeRepeatedWithTheSameContentAlsoAfterARestart() throws IOException {
        URI url = store.uploadUrl(KEY);
        String eTag = store.upload(url, "first");

        for (LocalModelStore process : List.of(store.files, store.restarted())) {
            assertThat(TestStore.upload(process, url, "first")).isEqualTo(eTag);
            assertThat(process.receive(url, stream("first"), OptionalLong.empty()))
                    .isEqualTo(eTag);
            for (OptionalLong length : List.of(OptionalLong.of(5), OptionalLong.empty())) {
                assertThatThrownBy(() -> process.receive(url, stream("other"), length))
                        .isInstanceOf(PermissionDeniedException.class)
                        .hasMessageContaining("used already");
            }
        }
        assertThat(store.read(KEY)).isEqualTo("first");
    }

    @Test
    void thatIsRepeatedDoesNotBringBackWhatReplacedOrDeletedIt() throws IOException {
        URI url = store.uploadUrl(KEY);
        store.upload(url, "first");
        store.upload(store.uploadUrl(KEY), "second");

        store.upload(url, "first");
        assertThat(store.read(KEY)).isEqualTo("second");

        store.files.deleteAll(at(KEY));
        store.upload(url, "first");
        assertThat(store.files.find(at(KEY))).isEmpty();
    }

    @Test
    void toAUrlThatAnEarlierVersionMarkedAsUsedIsRejected() throws IOException {
        URI url = store.uploadUrl(KEY);
        store.upload(url, "first");
        Files.writeString(folder.resolve("used").resolve(store.namesIn("used").get(0)), "");

        assertThatThrownBy(() -> store.upload(url, "first")).isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void toAPlaceThatIsAFolderOrBelowAFileIsRejectedAndLeavesNothing() throws IOException {
        store.put("a/b", "content");

        assertThatThrownBy(() -> store.upload(store.uploadUrl("a"), "content"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("s3://atelier/a cannot be stored: files exist below it");
        assertThatThrownBy(() -> store.upload(store.uploadUrl("a/b/c/d"), "content"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("s3://atelier/a/b/c/d cannot be stored: a part of its path is a file already");
        assertThat(store.namesIn("incoming")).isEmpty();
        assertThat(store.namesIn("used")).isEmpty();
    }

    @Test
    void isForgottenToHaveUsedItsUrlOnlyWhenThatHasExpired() throws IOException {
        URI url = store.uploadUrl(KEY);
        store.upload(url, "first");

        store.clock.pass(HOUR.minusSeconds(1));
        store.files.removeLeftovers();
        assertThat(store.namesIn("used")).hasSize(1);
        assertThatThrownBy(() -> store.upload(url, "second")).hasMessageContaining("used already");

        store.clock.pass(Duration.ofSeconds(2));
        store.files.removeLeftovers();
        assertThat(store.namesIn("used")).isEmpty();
        assertThatThrownBy(() -> store.upload(url, "second")).hasMessageContaining("expired");
    }

    private void assertNothingKept() throws IOException {
        assertThat(store.filesIn("files")).isEmpty();
        assertThat(store.namesIn("incoming")).isEmpty();
        assertThat(store.namesIn("used")).isEmpty();
        assertThat(Files.exists(folder.resolve("files/atelier"))).isFalse();
    }

    /** A body whose connection is lost, or which must not be read. */
    private static final class Unreadable extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            return read();
        }
    }
}
