package dev.atelier.application.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The far end of presigned URLs, for stores that have no server of their own. The URL is the request's path and query.
 * A signature that does not fit the method and URL, or has expired, is {@link dev.atelier.domain.access.PermissionDeniedException},
 * before any byte is read or written. Thread-safe.
 */
public interface PresignedUrlHandler {

    /** The first part of the path of every URL served here. */
    String PATH = "files";

    /**
     * Takes what a client PUTs. Longer content than signed for is {@link dev.atelier.domain.PayloadTooLargeException}; a body that ends
     * before its announced length, and a full disk, leave nothing behind.
     *
     * @return the {@code ETag} with quotes, as S3 would give it: the MD5 of what was sent, in hexadecimal
     */
    String receive(URI url, InputStream content, OptionalLong length) throws IOException;

    /** What a client may GET; a missing file is {@link dev.atelier.domain.NotFoundException}. */
    Download download(URI url) throws IOException;

    /** A whole file on this machine's disk. */
    record Download(Path file, String contentType) {}
}
