package dev.atelier.application.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Serves presigned URLs, for stores that have no server of their own. The URL is the request's path and query. Methods
 * throw {@link dev.atelier.domain.access.PermissionDeniedException} for a signature that does not match the method and
 * URL, or has expired, before any byte is read or written. Thread-safe.
 */
public interface PresignedUrlHandler {

    /** The first segment of the path of every URL served here. */
    String PATH = "files";

    /**
     * Stores the body of a PUT. A body that ends before its announced length or throws, and a full disk, leave nothing
     * behind. A URL takes one PUT, which may be repeated with the same content.
     *
     * @return the {@code ETag} with quotes, in the format of S3: the MD5 of the content, in hexadecimal
     * @throws dev.atelier.domain.PayloadTooLargeException if the content is longer than signed for
     */
    String receive(URI url, InputStream content, OptionalLong length) throws IOException;

    /**
     * The file for a GET.
     *
     * @throws dev.atelier.domain.NotFoundException if there is no such file
     */
    Download download(URI url) throws IOException;

    /** A complete file on the local disk. */
    record Download(Path file, String contentType) {}
}
