package dev.atelier.domain.checkpoint;

import dev.atelier.domain.StorageUri;

/**
 * A multipart upload that is neither completed nor aborted.
 *
 * @param bytes the size of the file as its client announced it; 0 where it did not
 */
public record MultipartUpload(String uploadId, StorageUri location, int parts, long bytes) {

    /** An upload of a file whose size was not announced. */
    public MultipartUpload(String uploadId, StorageUri location, int parts) {
        this(uploadId, location, parts, 0);
    }

    /** The upload of a file of that size. */
    public MultipartUpload of(long announced) {
        return new MultipartUpload(uploadId, location, parts, announced);
    }
}
