package dev.atelier.persistence.storage.local;

import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.LinkTargets;
import dev.atelier.application.storage.PresignedUrlHandler;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.persistence.storage.ContentTypeResolver;
import dev.atelier.persistence.storage.CopiedStore;
import dev.atelier.persistence.storage.DiskSpaceGuard;
import dev.atelier.persistence.storage.QuietDeletion;
import dev.atelier.persistence.storage.StagingArea;
import dev.atelier.persistence.storage.multipart.LocalMultipartUploads;
import dev.atelier.persistence.storage.presigned.Admission;
import dev.atelier.persistence.storage.presigned.ConsumedUrlRegistry;
import dev.atelier.persistence.storage.presigned.PresignedUploadHandler;
import dev.atelier.persistence.storage.presigned.PresignedUrlClaimsFactory;
import dev.atelier.persistence.storage.presigned.UrlSigner;
import dev.atelier.persistence.storage.presigned.UrlSigningKey;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Stores files in a folder, and serves the presigned URLs itself. Any number of processes may share the folder. The
 * content type of a file follows from its extension.
 */
@Singleton
@FileStoreEnabled
public class LocalModelStore implements QuietDeletion, CopiedStore, PresignedUrlHandler {

    private final Path folder;
    private final DiskSpaceGuard diskSpaceGuard;
    private final StagingArea stagingArea;
    private final CommittedFiles files;
    private final LocalMultipartUploads uploads;
    private final PresignedUrlClaimsFactory presignedUrlClaimsFactory;
    private final UrlSigner signer;
    private final Admission admission;
    private final PresignedUploadHandler presignedUploadHandler;
    private final AbandonedFileCleaner abandonedFileCleaner;

    /** Creates the folder and the signing secret if they are missing. */
    @Inject
    public LocalModelStore(LocalStoreConfiguration config, Clock clock, LinkTargets targets) throws IOException {
        this(config, clock, targets, Files::newOutputStream);
    }

    LocalModelStore(LocalStoreConfiguration config, Clock clock, LinkTargets targets, StagingArea.Opener opener)
            throws IOException {
        StoreFolders folders = StoreFolders.in(config.folder());
        this.folder = folders.root();
        this.diskSpaceGuard = new DiskSpaceGuard(folders.root(), config.reserve());
        this.stagingArea = new StagingArea(folders.incoming(), diskSpaceGuard, opener);
        this.files = new CommittedFiles(new ObjectKeyPathMapper(folders.files()));
        this.uploads = new LocalMultipartUploads(folders.uploads(), files, diskSpaceGuard);
        this.presignedUrlClaimsFactory = new PresignedUrlClaimsFactory(clock);
        this.signer = new UrlSigner(UrlSigningKey.in(folders.root().resolve("url-secret")), clock);
        this.admission = new Admission(signer, targets);
        ConsumedUrlRegistry used = new ConsumedUrlRegistry(folders.used(), folders.incoming());
        this.presignedUploadHandler =
                new PresignedUploadHandler(admission, used, diskSpaceGuard, stagingArea, files, uploads);
        this.abandonedFileCleaner = new AbandonedFileCleaner(folders, used, clock);
    }

    @Override
    public void put(StorageUri location, InputStream content, String contentType) throws IOException {
        try (content) {
            Path target = files.requireStorable(location);
            try (StagingArea.Draft draft = stagingArea.stage(content)) {
                files.commit(draft.path(), location, target);
            }
        } catch (IOException e) {
            throw diskSpaceGuard.explain(e);
        }
    }

    @Override
    public void moveInto(StorageUri location, Path file, String contentType) throws IOException {
        Path target = files.requireStorable(location);
        try {
            diskSpaceGuard.require(0);
            files.commit(file, location, target);
        } catch (AtomicMoveNotSupportedException e) {
            QuietDeletion.super.moveInto(location, file, contentType); // it is on another disk
        } catch (IOException e) {
            throw diskSpaceGuard.explain(e);
        }
    }

    @Override
    public InputStream open(StorageUri location) throws IOException {
        return Files.newInputStream(found(location));
    }

    @Override
    public SeekableByteChannel openChannel(StorageUri location) throws IOException {
        return Files.newByteChannel(found(location));
    }

    private Path found(StorageUri location) throws NoSuchFileException {
        return files.find(location).orElseThrow(() -> new NoSuchFileException(location.toString()));
    }

    @Override
    public Optional<StoredFile> find(StorageUri location) throws IOException {
        Optional<Path> file = files.find(location);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            BasicFileAttributes found = Files.readAttributes(file.get(), BasicFileAttributes.class);
            return Optional.of(new StoredFile(
                    location, found.size(), found.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // removed concurrently
        }
    }

    @Override
    public Stream<StorageUri> list(StorageUri folder) throws IOException {
        return files.list(folder);
    }

    @Override
    public Stream<StorageUri> listAll(String bucket, Supplier<List<StorageUri>> known, Consumer<String> nameless)
            throws IOException {
        return files.listAll(bucket, known, nameless);
    }

    @Override
    public boolean notesDigests() {
        return false;
    }

    @Override
    public Optional<Noted> findNoted(StorageUri location) throws IOException {
        return find(location).map(file -> new Noted(file.size(), Optional.empty()));
    }

    @Override
    public void putCopy(StorageUri location, InputStream content, @Nullable String sha256) throws IOException {
        put(location, content, ContentTypeResolver.of(location.fileName()));
    }

    @Override
    public void deleteAll(StorageUri location) throws IOException {
        files.deleteAll(location);
    }

    @Override
    public Optional<Path> localFile(StorageUri location) {
        return files.find(location);
    }

    @Override
    public URI presignUpload(StorageUri location, Duration validity, long maxBytes) {
        files.requireStorable(location);
        return signer.sign(presignedUrlClaimsFactory.upload(location, validity, maxBytes));
    }

    @Override
    public URI presignDownload(StorageUri location, Duration validity) {
        return signer.sign(presignedUrlClaimsFactory.download(location, validity));
    }

    @Override
    public MultipartUpload beginUpload(StorageUri location, int parts) throws IOException {
        files.requireStorable(location);
        try {
            return uploads.begin(location, parts);
        } catch (IOException e) {
            throw diskSpaceGuard.explain(e);
        }
    }

    @Override
    public List<URI> presignParts(MultipartUpload upload, Duration validity) {
        return presignedUrlClaimsFactory
                .parts(upload, validity)
                .map(signer::sign)
                .toList();
    }

    @Override
    public void completeUpload(MultipartUpload upload, List<UploadedPart> tags) throws IOException {
        try {
            uploads.complete(upload, tags);
        } catch (IOException e) {
            throw diskSpaceGuard.explain(e);
        }
    }

    @Override
    public Optional<List<ArrivedPart>> arrivedParts(MultipartUpload upload) throws IOException {
        return uploads.arrived(upload);
    }

    @Override
    public void abortUpload(MultipartUpload upload) throws IOException {
        uploads.abort(upload);
    }

    @Override
    public String receive(URI url, InputStream content, OptionalLong length) throws IOException {
        try {
            return presignedUploadHandler.receive(url, content, length);
        } catch (IOException e) {
            throw diskSpaceGuard.explain(e);
        }
    }

    @Override
    public Download download(URI url) throws IOException {
        StorageUri location = admission.get(url).location();
        Path file = files.find(location).orElseThrow(() -> new NotFoundException("there is no file " + location));
        return new Download(file, ContentTypeResolver.of(location.fileName()));
    }

    /** Bytes that it may still take. */
    long free() throws IOException {
        return diskSpaceGuard.free();
    }

    /** Description for the log at the start of the service. */
    @Override
    public String toString() {
        return "file, " + folder;
    }

    /** Removes what crashed and abandoned uploads left. */
    void removeLeftovers() throws IOException {
        abandonedFileCleaner.remove();
    }
}
