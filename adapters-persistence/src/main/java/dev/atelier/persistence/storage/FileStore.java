package dev.atelier.persistence.storage;

import dev.atelier.application.storage.LinkTargets;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.PartTag;
import dev.atelier.application.storage.PresignedUrlHandler;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.domain.NotFound;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files in a folder, and is itself the far end of the URLs it gives. Any number of processes may share the
 * folder. The content type of a file follows from its extension.
 */
@Singleton
@FileStoreEnabled
public class FileStore implements ModelStore, PresignedUrlHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private final Path folder;
    private final Room room;
    private final Drafts drafts;
    private final ServedFiles files;
    private final PartUploads uploads;
    private final Grants grants;
    private final UrlSigner signer;
    private final Admission admission;
    private final Receiver receiver;
    private final Leftovers leftovers;

    /** Makes the folder and the secret when they are missing. */
    @Inject
    public FileStore(FileStoreConfig config, Clock clock, LinkTargets targets) throws IOException {
        this(config, clock, targets, Files::newOutputStream);
    }

    FileStore(FileStoreConfig config, Clock clock, LinkTargets targets, Drafts.Opener opener) throws IOException {
        StoreFolders folders = StoreFolders.in(config.folder());
        this.folder = folders.root();
        this.room = new Room(folders.root(), config.reserve());
        this.drafts = new Drafts(folders.incoming(), room, opener);
        this.files = new ServedFiles(new KeyPaths(folders.files()));
        this.uploads = new PartUploads(folders.uploads(), files, room);
        this.grants = new Grants(clock);
        this.signer = new UrlSigner(UrlSecret.in(folders.root().resolve("url-secret")), clock);
        this.admission = new Admission(signer, targets);
        UsedUrls used = new UsedUrls(folders.used(), folders.incoming());
        this.receiver = new Receiver(admission, used, room, drafts, files, uploads);
        this.leftovers = new Leftovers(folders, used, clock);
    }

    @Override
    public void put(StorageUri location, InputStream content, String contentType) throws IOException {
        try (content) {
            files.requireStorable(location);
            try (Drafts.Draft draft = drafts.stage(content)) {
                files.commit(draft.path(), location);
            }
        } catch (IOException e) {
            throw room.explain(e);
        }
    }

    @Override
    public void moveInto(StorageUri location, Path file, String contentType) throws IOException {
        files.requireStorable(location);
        try {
            room.require(0);
            files.commit(file, location);
        } catch (AtomicMoveNotSupportedException e) {
            ModelStore.super.moveInto(location, file, contentType); // it lies on another disk
        } catch (IOException e) {
            throw room.explain(e);
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
            return Optional.empty(); // removed just now
        }
    }

    @Override
    public Stream<StorageUri> list(StorageUri folder) throws IOException {
        return files.list(folder);
    }

    @Override
    public void deleteAll(StorageUri location) throws IOException {
        files.deleteAll(location);
    }

    @Override
    public void deleteQuietly(StorageUri location) {
        try {
            deleteAll(location);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} is not needed any more and stays behind", location, e);
        }
    }

    @Override
    public Optional<Path> localFile(StorageUri location) {
        return files.find(location);
    }

    @Override
    public URI presignUpload(StorageUri location, Duration validity, long maxBytes) {
        files.requireStorable(location);
        return signer.sign(grants.upload(location, validity, maxBytes));
    }

    @Override
    public URI presignDownload(StorageUri location, Duration validity) {
        return signer.sign(grants.download(location, validity));
    }

    @Override
    public MultipartUpload beginUpload(StorageUri location, int parts) throws IOException {
        try {
            return uploads.begin(location, parts);
        } catch (IOException e) {
            throw room.explain(e);
        }
    }

    @Override
    public List<URI> presignParts(MultipartUpload upload, Duration validity) {
        return grants.parts(upload, validity).map(signer::sign).toList();
    }

    @Override
    public void completeUpload(MultipartUpload upload, List<PartTag> tags) throws IOException {
        try {
            uploads.complete(upload, tags);
        } catch (IOException e) {
            throw room.explain(e);
        }
    }

    @Override
    public void abortUpload(MultipartUpload upload) throws IOException {
        uploads.abort(upload);
    }

    @Override
    public String receive(URI url, InputStream content, OptionalLong length) throws IOException {
        try {
            return receiver.receive(url, content, length);
        } catch (IOException e) {
            throw room.explain(e);
        }
    }

    @Override
    public Download download(URI url) throws IOException {
        StorageUri location = admission.get(url).location();
        Path file = files.find(location).orElseThrow(() -> new NotFound("there is no file " + location));
        return new Download(file, ContentTypes.of(location.fileName()));
    }

    /** What an operator reads when the service starts. */
    @Override
    public String toString() {
        return "file, " + folder;
    }

    /** Removes what crashed and abandoned uploads have left. */
    void removeLeftovers() throws IOException {
        leftovers.remove();
    }
}
