package dev.atelier.persistence.storage.local;

import static dev.atelier.persistence.storage.local.TestStore.HOUR;
import static dev.atelier.persistence.storage.local.TestStore.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedFileCleanerTest {

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
    }

    @Test
    void ofUploadsThatCrashedGoAfterADay() throws IOException {
        aged(
                Files.createFile(folder.resolve("incoming/old")),
                Duration.ofDays(1).plusSeconds(1));
        aged(
                Files.createFile(folder.resolve("incoming/young")),
                Duration.ofDays(1).minusSeconds(1));

        store.files.removeLeftovers();

        assertThat(store.namesIn("incoming")).containsExactly("young");
    }

    @Test
    void ofUploadsInPartsGoAfterSevenDaysWithoutAPart() throws IOException {
        MultipartUpload old = begun();
        MultipartUpload young = begun();
        UploadedPart tag = tagOfPart(young);
        aged(folderOf(old), Duration.ofDays(7).plusSeconds(1));
        aged(folderOf(young), Duration.ofDays(7).minusSeconds(1));

        store.files.removeLeftovers();

        assertThat(store.namesIn("uploads")).containsExactly(young.uploadId());
        store.files.completeUpload(young, List.of(tag));
        assertThat(store.read("a")).isEqualTo("part");
        assertThatThrownBy(() -> store.files.completeUpload(old, List.of(tag)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("received nothing for days");
    }

    @Test
    void areCountedFromTheLastPart() throws IOException {
        MultipartUpload upload = begun();
        aged(folderOf(upload), Duration.ofDays(400));
        FileTime before = Files.getLastModifiedTime(folderOf(upload));

        tagOfPart(upload);

        assertThat(Files.getLastModifiedTime(folderOf(upload))).isGreaterThan(before);
    }

    @Test
    void doNotIncludeFiles() throws IOException {
        store.put("a", "content");
        aged(folder.resolve("files/atelier/a"), Duration.ofDays(1000));
        Files.createFile(folder.resolve("used/.DS_Store"));

        store.files.removeLeftovers();

        assertThat(store.read("a")).isEqualTo("content");
    }

    private MultipartUpload begun() throws IOException {
        return store.files.beginUpload(at("a"), 1);
    }

    private UploadedPart tagOfPart(MultipartUpload upload) throws IOException {
        return new UploadedPart(
                1, store.upload(store.files.presignParts(upload, HOUR).get(0), "part"));
    }

    private Path folderOf(MultipartUpload upload) {
        return folder.resolve("uploads").resolve(upload.uploadId());
    }

    private void aged(Path path, Duration age) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(store.clock.instant().minus(age)));
    }
}
