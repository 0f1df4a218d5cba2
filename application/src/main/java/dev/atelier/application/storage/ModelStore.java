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
 * Every file of the installation: model files, datasets, job parameters, results. A file is either complete or absent;
 * writing an existing one replaces it atomically. Thread-safe. Methods throw {@link IOException} when the disk or
 * connection fails, and {@link dev.atelier.domain.InsufficientStorageException} when the store is full; nothing was
 * written then.
 */
public interface ModelStore {

    /** Streams the content to the location and closes it. */
    void put(StorageUri location, InputStream content, String contentType) throws IOException;

    /**
     * Moves a file of the local disk to the location. Takes no time where the store is on the same disk. When it fails,
     * the file is still where it was, or has arrived.
     */
    default void moveInto(StorageUri location, Path file, String contentType) throws IOException {
        put(location, Files.newInputStream(file), contentType);
        Files.delete(file);
    }

    /**
     * The content, to be closed by the caller.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     */
    InputStream open(StorageUri location) throws IOException;

    /**
     * The content for random access, read-only; little more is transferred than what is read. To be closed by the
     * caller; not thread-safe. All reads see the same version of the file: when it is replaced or removed meanwhile,
     * they continue in the opened one, or throw an {@link IOException}.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     */
    SeekableByteChannel openChannel(StorageUri location) throws IOException;

    /** The file at exactly this location. */
    Optional<StoredFile> find(StorageUri location) throws IOException;

    /**
     * The files below a folder, at any depth, in no order; those that are added or removed meanwhile may or may not be
     * included. The stream is lazy and has to be closed; it throws {@link java.io.UncheckedIOException}.
     */
    Stream<StorageUri> list(StorageUri folder) throws IOException;

    /** Removes the file at the location and everything below. Idempotent. */
    void deleteAll(StorageUri location) throws IOException;

    /** Best-effort {@link #deleteAll}; failures are logged and ignored. */
    void deleteQuietly(StorageUri location);

    /**
     * The file on a disk that this process can read, where the store has one; lets a model be linked instead of copied,
     * and read quickly. The caller must not change it.
     */
    Optional<Path> localFile(StorageUri location);

    /**
     * A URL that allows its bearer to PUT this one file until it expires. A relative URL is relative to the public root
     * of this service.
     *
     * @param maxBytes larger content is rejected; some stores cannot do that, so check the size before using the file
     */
    URI presignUpload(StorageUri location, Duration validity, long maxBytes);

    /** A URL that allows its bearer to GET this file until it expires; relative as above. The file need not exist. */
    URI presignDownload(StorageUri location, Duration validity);

    /** Begins a multipart upload, of 1 to 10,000 parts. The file appears when it is completed. */
    MultipartUpload beginUpload(StorageUri location, int parts) throws IOException;

    /** URLs for the parts in order, each valid for one part of at most 5 GiB until it expires; relative as above. */
    List<URI> presignParts(MultipartUpload upload, Duration validity);

    /**
     * Assembles the file from exactly the given parts, in order of their numbers. Idempotent.
     *
     * @throws dev.atelier.domain.InvalidRequestException if a part is missing or has another tag; the upload stays open
     *     then
     */
    void completeUpload(MultipartUpload upload, List<UploadedPart> tags) throws IOException;

    /**
     * The parts that have arrived so far, in order of their numbers; empty where the upload is none any more, as it was aborted, or
     * received nothing for days. Of a completed upload those with which it can be completed again, while its file is there.
     */
    Optional<List<ArrivedPart>> arrivedParts(MultipartUpload upload) throws IOException;

    /** Aborts an upload and deletes its parts. Idempotent. */
    void abortUpload(MultipartUpload upload) throws IOException;
}
