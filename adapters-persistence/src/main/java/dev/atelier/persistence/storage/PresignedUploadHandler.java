package dev.atelier.persistence.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HexFormat;
import java.util.OptionalLong;

/** Handles PUT requests to signed URLs. */
final class PresignedUploadHandler {

    private final Admission admission;
    private final ConsumedUrlRegistry used;
    private final DiskSpaceGuard diskSpaceGuard;
    private final StagingArea stagingArea;
    private final CommittedFiles files;
    private final LocalMultipartUploads uploads;

    PresignedUploadHandler(
            Admission admission,
            ConsumedUrlRegistry used,
            DiskSpaceGuard diskSpaceGuard,
            StagingArea stagingArea,
            CommittedFiles files,
            LocalMultipartUploads uploads) {
        this.admission = admission;
        this.used = used;
        this.diskSpaceGuard = diskSpaceGuard;
        this.stagingArea = stagingArea;
        this.files = files;
        this.uploads = uploads;
    }

    /** As {@link dev.atelier.application.storage.PresignedUrlHandler#receive}. */
    String receive(URI url, InputStream content, OptionalLong length) throws IOException {
        PresignedUrlClaims.Put grant = admission.put(url);
        requireGood(grant);
        DigestingUploadStream body = new DigestingUploadStream(content, grant.maxBytes(), length);
        diskSpaceGuard.require(length.orElse(0));
        try (StagingArea.Draft draft = stagingArea.stage(body)) {
            byte[] md5 = body.md5();
            admission.live(grant); // sending may have taken hours
            keep(draft, md5, grant);
            return '"' + HexFormat.of().formatHex(md5) + '"';
        }
    }

    private void requireGood(PresignedUrlClaims.Put grant) {
        if (grant instanceof PresignedUrlClaims.PartUpload part) {
            uploads.requireOpen(part.uploadId());
        } else if (grant instanceof PresignedUrlClaims.Upload upload) {
            used.rejectUsed(upload);
        }
    }

    private void keep(StagingArea.Draft draft, byte[] md5, PresignedUrlClaims.Put grant) throws IOException {
        if (grant instanceof PresignedUrlClaims.PartUpload part) {
            uploads.keep(draft, md5, part);
        } else if (grant instanceof PresignedUrlClaims.Upload upload) {
            used.useUp(upload, () -> files.commit(draft.path(), upload.location()));
        }
    }
}
