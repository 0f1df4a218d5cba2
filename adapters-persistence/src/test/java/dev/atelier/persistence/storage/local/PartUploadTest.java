package dev.atelier.persistence.storage.local;

import static dev.atelier.persistence.storage.local.TestStore.HOUR;
import static dev.atelier.persistence.storage.local.TestStore.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.application.testing.Concurrently;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behaviour of multipart uploads that is specific to this store; the contract tests cover the rest. */
class PartUploadTest {

    private static final String KEY = "Lora/checkpoint/custom/1/a.safetensors";

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 10_001})
    void hasOneToTenThousandParts(int parts) throws IOException {
        assertThatThrownBy(() -> store.files.beginUpload(at(KEY), parts))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("an upload has 1 to 10000 parts, not " + parts);
        assertThat(store.namesIn("uploads")).isEmpty();
    }

    @Test
    void namesThePartsThatAreMissing() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 14);
        List<UploadedPart> tags = new ArrayList<>(upload(upload, "one", "two"));
        for (int part = 3; part <= 14; part++) {
            tags.add(new UploadedPart(part, "00"));
        }

        assertRejected(upload, tags, "parts 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more were not uploaded yet");
        assertRejected(upload, tags.subList(0, 3), "part 3 was not uploaded yet");
    }

    @Test
    void namesThePartsWhoseTagIsAnother() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 2);
        List<UploadedPart> tags = upload(upload, "one", "two");
        upload(upload, "one", "another two");

        assertRejected(
                upload,
                tags,
                "part 2 was not uploaded with the tag given; it is the ETag that the last PUT was answered with");
    }

    @Test
    void rejectsTagsThatMakeNoSense() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 2);
        List<UploadedPart> tags = upload(upload, "one", "two");

        assertRejected(upload, List.of(tags.get(0), tags.get(0)), "part 1 is given twice");
        assertRejected(upload, List.of(new UploadedPart(1, null)), "part 1 has no tag");
        assertRejected(upload, List.of(new UploadedPart(0, "a")), "no part 0 exists: the upload has parts 1 to 2");
        assertRejected(upload, List.of(new UploadedPart(3, "a")), "no part 3 exists: the upload has parts 1 to 2");
    }

    @Test
    void takesTagsInCapitals() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 1);
        UploadedPart tag = upload(upload, "one").get(0);

        store.files.completeUpload(
                upload, List.of(new UploadedPart(1, tag.eTag().toUpperCase())));

        assertThat(store.read(KEY)).isEqualTo("one");
    }

    @Test
    void takesEmptyParts() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 3);

        store.files.completeUpload(upload, upload(upload, "", "two", ""));

        assertThat(store.read(KEY)).isEqualTo("two");
    }

    @Test
    void takesNoPartsOnceItHasEnded() throws IOException {
        MultipartUpload completed = store.files.beginUpload(at("completed"), 1);
        store.files.completeUpload(completed, upload(completed, "one"));
        MultipartUpload aborted = store.files.beginUpload(at("aborted"), 1);
        store.files.abortUpload(aborted);

        for (MultipartUpload ended : List.of(completed, aborted)) {
            assertThatThrownBy(() -> upload(ended, "late"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("takes no parts any more");
        }
        assertThat(store.read("completed")).isEqualTo("one");
        assertThat(store.namesIn("incoming")).isEmpty();
    }

    @Test
    void keepsOnlyThePlanOfACompletedUpload() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 4);
        List<UploadedPart> tags = upload(upload, "one", "two", "three", "four");

        store.files.completeUpload(upload, List.of(tags.get(1), tags.get(3)));

        assertThat(store.read(KEY)).isEqualTo("twofour");
        assertThat(store.namesIn("uploads/" + upload.uploadId())).containsExactly("lock", "plan", "upload");
        assertThat(store.files.arrivedParts(upload).orElseThrow())
                .containsExactly(
                        new ArrivedPart(2, tags.get(1).eTag().replace("\"", ""), 3),
                        new ArrivedPart(4, tags.get(3).eTag().replace("\"", ""), 4));
    }

    @Test
    void aPartThatIsDamagedHasNotArrived() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 2);
        upload(upload, "one", "two");
        Files.writeString(folder.resolve("uploads").resolve(upload.uploadId()).resolve("part-1"), "1");

        assertThat(store.files.arrivedParts(upload).orElseThrow())
                .extracting(ArrivedPart::partNumber)
                .containsExactly(2);
    }

    @Test
    void completedAgainDoesNotBringBackAFileThatWasDeletedOrReplaced() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 2);
        List<UploadedPart> tags = upload(upload, "one", "two");
        store.files.completeUpload(upload, tags);

        store.put(KEY, "other");
        store.files.completeUpload(upload, tags);
        assertThat(store.read(KEY)).isEqualTo("other");

        store.files.deleteAll(at(KEY));
        store.restarted().completeUpload(upload, tags);
        assertThat(store.files.find(at(KEY))).isEmpty();
        assertRejected(upload, tags.subList(0, 1), "the upload was completed with other tags before");
    }

    @Test
    void goesOnAfterItWasCutOffWhileItWasPutTogether() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 3);
        List<UploadedPart> tags = upload(upload, "one", "two", "three");
        assertThatThrownBy(() -> store.withoutFreeSpace().completeUpload(upload, tags))
                .isInstanceOf(InsufficientStorageException.class);
        assertThat(store.files.find(at(KEY))).isEmpty();
        assertThatThrownBy(() -> upload(upload, "1")).isInstanceOf(NotFoundException.class);
        Path whole = folder.resolve("uploads").resolve(upload.uploadId()).resolve("whole");
        Files.writeString(whole, "as far as the second part had come", StandardOpenOption.APPEND);

        store.restarted().completeUpload(upload, tags);

        assertThat(store.read(KEY)).isEqualTo("onetwothree");
    }

    @Test
    void goesOnAfterItWasCutOffBetweenTwoParts() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 3);
        List<UploadedPart> tags = upload(upload, "one", "two", "three");
        assertThatThrownBy(() -> store.withoutFreeSpace().completeUpload(upload, tags))
                .isInstanceOf(InsufficientStorageException.class);
        Path own = folder.resolve("uploads").resolve(upload.uploadId());
        Files.writeString(own.resolve("whole"), "onetwoth");
        Files.delete(own.resolve("part-2"));

        store.restarted().completeUpload(upload, tags);

        assertThat(store.read(KEY)).isEqualTo("onetwothree");
    }

    @Test
    void completedByManyAtOnceIsCompletedOnce() throws Exception {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 3);
        List<UploadedPart> tags = upload(upload, "1".repeat(300_000), "2".repeat(300_000), "3".repeat(300_000));
        LocalModelStore other = store.restarted();

        Callable<Void> here = () -> complete(store.files, upload, tags);
        Callable<Void> there = () -> complete(other, upload, tags);
        Concurrently.all(List.of(here, there, here, there, here, there));

        assertThat(store.read(KEY)).isEqualTo("1".repeat(300_000) + "2".repeat(300_000) + "3".repeat(300_000));
    }

    @Test
    void ofOneNumberAtOnceLeavesOneOfThemWithItsTag() throws Exception {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 1);
        URI url = store.files.presignParts(upload, HOUR).get(0);

        List<String> tags = Concurrently.all(
                List.of(() -> store.upload(url, "a".repeat(300_000)), () -> store.upload(url, "b".repeat(400_000))));

        boolean first = completes(upload, tags.get(0));
        boolean second = completes(upload, tags.get(1));
        assertThat(first).isNotEqualTo(second);
        assertThat(store.read(KEY)).isEqualTo(first ? "a".repeat(300_000) : "b".repeat(400_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../files", "1", "123e4567-e89b-12d3-a456-426614174000"})
    void thatNeverBeganIsRejectedAndAbortedWithoutError(String id) {
        MultipartUpload unknown = new MultipartUpload(id, at(KEY), 1);

        assertRejectedAsUnknown(unknown);
        assertThatCode(() -> store.files.abortUpload(unknown)).doesNotThrowAnyException();
    }

    @Test
    void isOfItsOwnPlaceAndParts() throws IOException {
        MultipartUpload upload = store.files.beginUpload(at(KEY), 1);
        upload(upload, "one");

        assertRejectedAsUnknown(new MultipartUpload(upload.uploadId(), at("elsewhere"), 1));
        assertRejectedAsUnknown(new MultipartUpload(upload.uploadId(), at(KEY), 2));
    }

    private static Void complete(LocalModelStore files, MultipartUpload upload, List<UploadedPart> tags)
            throws IOException {
        files.completeUpload(upload, tags);
        return null;
    }

    private boolean completes(MultipartUpload upload, String eTag) throws IOException {
        try {
            store.files.completeUpload(upload, List.of(new UploadedPart(1, eTag)));
            return true;
        } catch (InvalidRequestException e) {
            return false;
        }
    }

    private List<UploadedPart> upload(MultipartUpload upload, String... parts) throws IOException {
        List<URI> urls = store.files.presignParts(upload, HOUR);
        List<UploadedPart> tags = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            tags.add(new UploadedPart(i + 1, store.upload(urls.get(i), parts[i])));
        }
        return tags;
    }

    private void assertRejected(MultipartUpload upload, List<UploadedPart> tags, String message) {
        assertThatThrownBy(() -> store.files.completeUpload(upload, tags))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(message);
    }

    private void assertRejectedAsUnknown(MultipartUpload upload) {
        assertThatThrownBy(() -> store.files.completeUpload(upload, List.of(new UploadedPart(1, "a"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no upload ");
    }
}
