package dev.atelier.application.storage;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every file of the installation: model files, datasets, job parameters, results. A file is either whole or not there;
 * writing one that exists replaces it at once. Thread-safe. A broken disk or connection is an {@link IOException}; a
 * full one is {@link dev.atelier.domain.InsufficientStorageException}, and then nothing was written.
 */
public interface ModelStore {

    /** Streams the content to the location and closes it. */
    void put(StorageUri location, InputStream content, String contentType) throws IOException;

    /**
     * Puts a file of this machine's disk at the location; it is gone from where it was then. Takes no time where the store
     * lies on the same disk. When it fails, the file is still where it was, or has arrived.
     */
    default void moveInto(StorageUri location, Path file, String contentType) throws IOException {
        put(location, Files.newInputStream(file), contentType);
        Files.delete(file);
    }

    /** The content, to be closed by the caller; a missing file is {@link java.nio.file.NoSuchFileException}. */
    InputStream open(StorageUri location) throws IOException;

    /**
     * The content to be read at any place, and little more of it than is asked for; it cannot be written. To be closed by the
     * caller, who uses it in one thread at a time. A missing file is {@link java.nio.file.NoSuchFileException}. All that is
     * read is of one file: when that is replaced or removed meanwhile, reading goes on in the one that was opened, or is an
     * {@link IOException}.
     */
    SeekableByteChannel openChannel(StorageUri location) throws IOException;

    /** The file at exactly this location. */
    Optional<StoredFile> find(StorageUri location) throws IOException;

    /**
     * The files below a folder, at any depth, in no order; those that come or go meanwhile may be among them or not. They
     * are read as the stream is, so it is to be closed; what breaks then is an {@link java.io.UncheckedIOException}.
     */
    Stream<StorageUri> list(StorageUri folder) throws IOException;

    /** Removes the file there and everything below; what is not there is no error. */
    void deleteAll(StorageUri location) throws IOException;

    /** Removes what nobody needs any more, as {@link #deleteAll} does; what cannot be removed is logged, and stays. */
    void deleteQuietly(StorageUri location);

    /**
     * The file on a disk that this process can read, where the store has such a thing; lets a model be linked instead of
     * copied, and read whole in little time. Whoever gets it must not change it.
     */
    Optional<Path> localFile(StorageUri location);

    /**
     * A URL that lets whoever has it PUT this one file until it expires. A relative URL is relative to the public root
     * of this service.
     *
     * @param maxBytes larger content is refused; a store that cannot do that takes it, so whoever uses the file looks at its
     *     size first
     */
    URI presignUpload(StorageUri location, Duration validity, long maxBytes);

    /** A URL that lets whoever has it GET this file until it expires; relative as above. The file need not exist. */
    URI presignDownload(StorageUri location, Duration validity);

    /** Begins an upload in parts, 1 to 10,000 of them. Until it is completed nothing can be seen of it. */
    MultipartUpload beginUpload(StorageUri location, int parts) throws IOException;

    /** URLs for the parts in order, each good for one part of at most 5 GiB until it expires; relative as above. */
    List<URI> presignParts(MultipartUpload upload, Duration validity);

    /**
     * Makes the file of exactly the parts named, in order of their numbers. A part that is missing or has another tag is
     * {@link dev.atelier.domain.InvalidRequestException}, and then the upload goes on. Completing it again, once it succeeded,
     * changes nothing.
     */
    void completeUpload(MultipartUpload upload, List<UploadedPart> tags) throws IOException;

    /** Drops an upload and its parts; one that has ended already is no error. */
    void abortUpload(MultipartUpload upload) throws IOException;
}
