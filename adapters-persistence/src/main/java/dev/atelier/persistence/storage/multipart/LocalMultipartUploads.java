package dev.atelier.persistence.storage.multipart;

import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.application.util.DirectoryDeleter;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.UuidParser;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.persistence.storage.DiskSpaceGuard;
import dev.atelier.persistence.storage.FilePlacement;
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
 * Multipart uploads, one folder each. A completed upload keeps its plan only, by which a repeated completion is
 * recognized. Thread-safe, also across processes.
 */
public final class LocalMultipartUploads {

    private static final String ABOUT = "upload";
    private static final String LOCK = "lock";

    private final Path folder;
    private final FilePlacement files;
    private final DiskSpaceGuard diskSpaceGuard;

    public LocalMultipartUploads(Path folder, FilePlacement files, DiskSpaceGuard diskSpaceGuard) {
        this.folder = folder;
        this.files = files;
        this.diskSpaceGuard = diskSpaceGuard;
    }

    public MultipartUpload begin(StorageUri location, int parts) throws IOException {
        PartLimit.require(parts);
        MultipartUpload upload = new MultipartUpload(UUID.randomUUID().toString(), location, parts);
        Path own = Files.createDirectory(folderOf(upload.uploadId()));
        try {
            Files.writeString(own.resolve(ABOUT), about(upload));
            Files.createFile(own.resolve(LOCK));
            return upload;
        } catch (IOException e) {
            DirectoryDeleter.remove(own);
            throw e;
        }
    }

    /** @throws NotFoundException if the upload takes no parts any more */
    public void requireOpen(String uploadId) {
        Path own = folderOf(uploadId);
        if (!Files.exists(own.resolve(LOCK)) || AssemblyPlan.existsIn(own)) {
            throw over(uploadId);
        }
    }

    /** Stores a part, replacing one with the same number. */
    public void keep(Path file, String md5, String uploadId, int number) throws IOException {
        StoredPart.seal(file, md5);
        Path own = folderOf(uploadId);
        Path part = StoredPart.path(own, number);
        try {
            UploadLock.during(own.resolve(LOCK), () -> {
                requireOpen(uploadId);
                Files.move(file, part, StandardCopyOption.ATOMIC_MOVE);
            });
        } catch (NoSuchFileException e) {
            throw over(uploadId);
        }
    }

    public void complete(MultipartUpload upload, List<UploadedPart> tags) throws IOException {
        requireKnown(upload);
        SortedMap<Integer, String> md5s = UploadedPartList.byNumber(tags, upload.parts());
        md5s.replaceAll((number, md5) -> md5.toLowerCase(Locale.ROOT));
        Path own = folderOf(upload.uploadId());
        UploadLock.during(own.resolve(LOCK), () -> {
            requireKnown(upload);
            Optional<Path> whole = new PartAssembler(own, AssemblyPlan.in(own, md5s), diskSpaceGuard).assemble();
            if (whole.isPresent()) {
                files.commit(whole.get(), upload.location());
            }
            removeUnnamed(own);
        });
    }

    /** The parts that have arrived, or were put together; empty where there is no such upload. */
    public Optional<List<ArrivedPart>> arrived(MultipartUpload upload) throws IOException {
        try {
            requireKnown(upload);
            Path own = folderOf(upload.uploadId());
            return Optional.of(AssemblyPlan.partsIn(own, upload.parts()).stream()
                    .map(part -> new ArrivedPart(part.number(), part.md5(), part.size()))
                    .toList());
        } catch (NoSuchFileException | InvalidRequestException e) {
            return Optional.empty(); // it does not exist, or no longer
        }
    }

    public void abort(MultipartUpload upload) throws IOException {
        try {
            Path own = folderOf(upload.uploadId());
            UploadLock.during(own.resolve(LOCK), () -> DirectoryDeleter.remove(own));
        } catch (NoSuchFileException | InvalidRequestException e) {
            return; // it does not exist, or no longer
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
            throw UploadedPartList.unknown(upload);
        }
    }

    private static String about(MultipartUpload upload) {
        return upload.location() + "\n" + upload.parts();
    }

    private Path folderOf(String uploadId) {
        return UuidParser.parse(uploadId)
                .map(id -> folder.resolve(id.toString()))
                .orElseThrow(
                        () -> new InvalidRequestException("no upload " + TextSanitizer.quote(uploadId) + " exists"));
    }

    private static NotFoundException over(String uploadId) {
        return new NotFoundException("upload " + uploadId
                + " takes no parts any more: it was completed or aborted, or received nothing for days");
    }
}
