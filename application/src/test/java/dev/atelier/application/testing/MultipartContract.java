package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Multipart uploads: a part of {@link ModelStoreContract}. */
abstract class MultipartContract extends ChannelContract {

    private static final int SMALLEST_PART = 5 * 1024 * 1024; // S3's minimum for all parts but the last
    private static final byte[] ONE = filled(SMALLEST_PART, '1');
    private static final byte[] TWO = filled(SMALLEST_PART, '2');
    private static final byte[] LAST = bytes("the end");

    @Test
    void putsThePartsTogetherInOrderOfTheirNumbers() throws Exception {
        MultipartUpload upload = begin("big", 3);
        List<UploadedPart> tags = uploadParts(upload, ONE, TWO, LAST);
        assertMissing("big");

        store().completeUpload(upload, List.of(tags.get(2), tags.get(0), tags.get(1)));

        assertHolds("big", ONE, TWO, LAST);
    }

    @Test
    void givesOneUrlForEachPart() throws Exception {
        List<URI> urls = store().presignParts(begin("big", 4), HOUR);

        assertThat(urls).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void takesAFileOfOnePart() throws Exception {
        MultipartUpload upload = begin("small", 1);

        store().completeUpload(upload, uploadParts(upload, LAST));

        assertHolds("small", LAST);
    }

    @Test
    void takesPartsAgainAndKeepsTheLast() throws Exception {
        MultipartUpload upload = begin("small", 1);
        uploadParts(upload, bytes("a first try that was longer"));

        store().completeUpload(upload, uploadParts(upload, LAST));

        assertHolds("small", LAST);
    }

    @Test
    void makesTheFileOfExactlyThePartsNamed() throws Exception {
        MultipartUpload upload = begin("big", 3);
        List<UploadedPart> tags = uploadParts(upload, ONE, TWO, LAST);

        store().completeUpload(upload, List.of(tags.get(0), tags.get(2)));

        assertHolds("big", ONE, LAST);
    }

    @Test
    void takesTagsWithAndWithoutQuotes() throws Exception {
        MultipartUpload quoted = begin("quoted", 1);
        MultipartUpload bare = begin("bare", 1);
        String tag = uploadParts(quoted, LAST).get(0).eTag().replace("\"", "");
        uploadParts(bare, LAST);

        store().completeUpload(quoted, List.of(new UploadedPart(1, '"' + tag + '"')));
        store().completeUpload(bare, List.of(new UploadedPart(1, tag)));

        assertHolds("quoted", LAST);
        assertHolds("bare", LAST);
    }

    @Test
    void rejectsAPartThatIsMissingAndGoesOn() throws Exception {
        MultipartUpload upload = begin("big", 2);
        List<UploadedPart> tags = uploadParts(upload, ONE);

        assertThatThrownBy(() -> store().completeUpload(
                                upload,
                                List.of(
                                        tags.get(0),
                                        new UploadedPart(2, tags.get(0).eTag()))))
                .isInstanceOf(InvalidRequestException.class);
        assertMissing("big");

        store().completeUpload(upload, uploadParts(upload, ONE, LAST));
        assertHolds("big", ONE, LAST);
    }

    @Test
    void rejectsATagThatIsNotThePartsAndGoesOn() throws Exception {
        MultipartUpload upload = begin("small", 1);
        List<UploadedPart> tags = uploadParts(upload, LAST);
        UploadedPart wrong = new UploadedPart(1, "\"00000000000000000000000000000000\"");

        assertThatThrownBy(() -> store().completeUpload(upload, List.of(wrong)))
                .isInstanceOf(InvalidRequestException.class);
        assertMissing("small");

        store().completeUpload(upload, tags);
        assertHolds("small", LAST);
    }

    @Test
    void rejectsToMakeAFileOfNoParts() throws Exception {
        MultipartUpload upload = begin("small", 1);
        uploadParts(upload, LAST);

        assertThatThrownBy(() -> store().completeUpload(upload, List.of())).isInstanceOf(InvalidRequestException.class);

        assertMissing("small");
    }

    @Test
    void completingAgainChangesNothing() throws Exception {
        MultipartUpload upload = begin("small", 1);
        List<UploadedPart> tags = uploadParts(upload, LAST);
        store().completeUpload(upload, tags);

        store().completeUpload(upload, tags);

        assertHolds("small", LAST);
    }

    @Test
    void anAbortedUploadLeavesNothingAndCannotBeCompleted() throws Exception {
        MultipartUpload upload = begin("small", 1);
        List<UploadedPart> tags = uploadParts(upload, LAST);

        store().abortUpload(upload);
        store().abortUpload(upload);

        assertThatThrownBy(() -> store().completeUpload(upload, tags)).isInstanceOf(InvalidRequestException.class);
        assertMissing("small");
    }

    @Test
    void saysWhichPartsHaveArrived() throws Exception {
        MultipartUpload upload = begin("big", 3);
        assertThat(store().arrivedParts(upload)).contains(List.of());
        List<URI> urls = store().presignParts(upload, HOUR);
        upload(urls.get(0), bytes("a first try"));
        String first = upload(urls.get(0), ONE);
        String last = upload(urls.get(2), LAST);

        List<ArrivedPart> arrived = store().arrivedParts(upload).orElseThrow();

        assertThat(arrived).extracting(ArrivedPart::partNumber).containsExactly(1, 3);
        assertThat(arrived).extracting(ArrivedPart::size).containsExactly((long) ONE.length, (long) LAST.length);
        assertThat(arrived)
                .extracting(part -> part.eTag().replace("\"", ""))
                .containsExactly(first.replace("\"", ""), last.replace("\"", ""));
        store().completeUpload(upload, asTags(arrived));
        assertHolds("big", ONE, LAST);
    }

    @Test
    void aCompletedUploadHasAllPartsAndCanBeCompletedWithThem() throws Exception {
        MultipartUpload upload = begin("big", 2);
        store().completeUpload(upload, uploadParts(upload, ONE, LAST));

        List<ArrivedPart> arrived = store().arrivedParts(upload).orElseThrow();

        assertThat(arrived).extracting(ArrivedPart::partNumber).containsExactly(1, 2);
        store().completeUpload(upload, asTags(arrived));
        assertHolds("big", ONE, LAST);
    }

    private static List<UploadedPart> asTags(List<ArrivedPart> arrived) {
        return arrived.stream()
                .map(part -> new UploadedPart(part.partNumber(), part.eTag()))
                .toList();
    }

    @Test
    void anAbortedUploadHasNoPartsAndIsNone() throws Exception {
        MultipartUpload upload = begin("small", 1);
        uploadParts(upload, LAST);

        store().abortUpload(upload);

        assertNone(store().arrivedParts(upload));
        assertThat(store().arrivedParts(new MultipartUpload("no-such-upload", at("small"), 1)))
                .isEmpty();
    }

    /** Asserts that the parts are those of no upload. */
    protected void assertNone(Optional<List<ArrivedPart>> arrived) {
        assertThat(arrived).isEmpty();
    }

    @Test
    void abortingACompletedUploadLeavesItsFile() throws Exception {
        MultipartUpload upload = begin("small", 1);
        store().completeUpload(upload, uploadParts(upload, LAST));

        store().abortUpload(upload);

        assertHolds("small", LAST);
    }

    @Test
    protected void uploadsToTheSamePlaceAreApart() throws Exception {
        MultipartUpload first = begin("small", 1);
        MultipartUpload second = begin("small", 1);
        List<UploadedPart> tags = uploadParts(first, bytes("first"));
        uploadParts(second, bytes("second"));

        store().abortUpload(second);
        store().completeUpload(first, tags);

        assertHolds("small", bytes("first"));
    }

    private MultipartUpload begin(String key, int parts) throws IOException {
        return store().beginUpload(at(key), parts);
    }

    private List<UploadedPart> uploadParts(MultipartUpload upload, byte[]... parts) throws Exception {
        List<URI> urls = store().presignParts(upload, HOUR);
        List<UploadedPart> tags = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            tags.add(new UploadedPart(i + 1, upload(urls.get(i), parts[i])));
        }
        return tags;
    }

    private void assertHolds(String key, byte[]... parts) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.write(part);
        }
        assertThat(Arrays.equals(readBytes(at(key)), whole.toByteArray()))
                .as(key)
                .isTrue();
        assertThat(store().find(at(key)).orElseThrow().size()).isEqualTo(whole.size());
    }

    private static byte[] filled(int size, char content) {
        byte[] part = new byte[size];
        Arrays.fill(part, (byte) content);
        return part;
    }
}
