package dev.atelier.persistence.storage;

import dev.atelier.application.storage.PartTag;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.Text;
import dev.atelier.domain.Uuids;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Uploads in parts, a folder for each. What remains of one that was completed is its plan, by which a repeated
 * completion is known. Thread-safe, also among processes.
 */
final class PartUploads {

    private static final String ABOUT = "upload";
    private static final String LOCK = "lock";

    private final Path folder;
    private final ServedFiles files;
    private final DiskSpaceGuard diskSpaceGuard;

    PartUploads(Path folder, ServedFiles files, DiskSpaceGuard diskSpaceGuard) {
        this.folder = folder;
        this.files = files;
        this.diskSpaceGuard = diskSpaceGuard;
    }

    MultipartUpload begin(StorageUri location, int parts) throws IOException {
        PartCount.require(parts);
        files.requireStorable(location);
        MultipartUpload upload = new MultipartUpload(UUID.randomUUID().toString(), location, parts);
        Path own = Files.createDirectory(folderOf(upload.uploadId()));
        try {
            Files.writeString(own.resolve(ABOUT), about(upload));
            Files.createFile(own.resolve(LOCK));
            return upload;
        } catch (IOException e) {
            TreeRemoval.remove(own);
            throw e;
        }
    }

    /** {@link NotFoundException} when parts are not taken any more. */
    void requireOpen(String uploadId) {
        Path own = folderOf(uploadId);
        if (!Files.exists(own.resolve(LOCK)) || PartPlan.existsIn(own)) {
            throw over(uploadId);
        }
    }

    /** Keeps a part, instead of the one of that number if there is one. */
    void keep(StagingArea.Draft draft, byte[] md5, PresignedUrlClaims.PartUpload grant) throws IOException {
        PartFile.seal(draft.path(), md5);
        Path own = folderOf(grant.uploadId());
        Path part = PartFile.path(own, grant.partNumber());
        try {
            UploadLock.during(own.resolve(LOCK), () -> {
                requireOpen(grant.uploadId());
                Files.move(draft.path(), part, StandardCopyOption.ATOMIC_MOVE);
            });
        } catch (NoSuchFileException e) {
            throw over(grant.uploadId());
        }
    }

    void complete(MultipartUpload upload, List<PartTag> tags) throws IOException {
        requireKnown(upload);
        SortedMap<Integer, String> md5s = PartTags.byNumber(tags, upload.parts());
        md5s.replaceAll((number, md5) -> md5.toLowerCase(Locale.ROOT));
        Path own = folderOf(upload.uploadId());
        UploadLock.during(own.resolve(LOCK), () -> {
            requireKnown(upload);
            Optional<Path> whole = new Assembly(own, PartPlan.in(own, md5s), diskSpaceGuard).assemble();
            if (whole.isPresent()) {
                files.commit(whole.get(), upload.location());
            }
            removeUnnamed(own);
        });
    }

    void abort(MultipartUpload upload) throws IOException {
        try {
            Path own = folderOf(upload.uploadId());
            UploadLock.during(own.resolve(LOCK), () -> TreeRemoval.remove(own));
        } catch (NoSuchFileException | InvalidRequestException e) {
            return; // there is none, or not any more
        }
    }

    private static void removeUnnamed(Path own) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(own, "part-*")) {
            for (Path part : parts) {
                Files.delete(part);
            }
        }
    }

    private void requireKnown(MultipartUpload upload) throws IOException {
        Path about = folderOf(upload.uploadId()).resolve(ABOUT);
        if (!Files.exists(about) || !Files.readString(about).equals(about(upload))) {
            throw unknown(upload);
        }
    }

    /** What to say to who wants to complete an upload that is not there. */
    static InvalidRequestException unknown(MultipartUpload upload) {
        return new InvalidRequestException("there is no upload " + Text.quote(upload.uploadId()) + " to "
                + upload.location() + ": it was aborted, or nothing was sent for days; begin a new one");
    }

    private static String about(MultipartUpload upload) {
        return upload.location() + "\n" + upload.parts();
    }

    private Path folderOf(String uploadId) {
        return Uuids.parse(uploadId)
                .map(id -> folder.resolve(id.toString()))
                .orElseThrow(() -> new InvalidRequestException("there is no upload " + Text.quote(uploadId)));
    }

    private static NotFoundException over(String uploadId) {
        return new NotFoundException("upload " + uploadId
                + " takes no parts any more: it was completed or aborted, or nothing was sent for days");
    }
}
