package dev.atelier.persistence.storage.s3;

import dev.atelier.domain.UuidParser;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.util.Optional;
import java.util.UUID;

/**
 * Parsed id of an upload. S3 forgets an upload when it is completed; the mark, which is then stored in the file's
 * metadata, identifies the upload afterwards.
 *
 * @param id S3's own id
 */
record S3UploadId(UUID mark, String id) {

    /** Metadata key of the mark. */
    static final String MARK = "atelier-upload";

    /** Inverse of {@link #uploadId}; empty for a malformed id. */
    static Optional<S3UploadId> of(MultipartUpload upload) {
        int dot = upload.uploadId().indexOf('.');
        return dot < 0
                ? Optional.empty()
                : UuidParser.parse(upload.uploadId().substring(0, dot))
                        .map(mark -> new S3UploadId(mark, upload.uploadId().substring(dot + 1)));
    }

    String uploadId() {
        return mark + "." + id;
    }
}
