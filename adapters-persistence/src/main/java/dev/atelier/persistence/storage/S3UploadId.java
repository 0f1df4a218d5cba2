package dev.atelier.persistence.storage;

import dev.atelier.domain.UuidParser;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.util.Optional;
import java.util.UUID;

/**
 * What the id of an upload says. S3 forgets an upload when it is complete; the mark, which its file carries as metadata
 * from then on, tells later that it was this one.
 *
 * @param id S3's own
 */
record S3UploadId(UUID mark, String id) {

    /** The name of the mark among the metadata of a file. */
    static final String MARK = "atelier-upload";

    /** What was made of {@link #uploadId}; empty for whatever else somebody takes for an id. */
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
