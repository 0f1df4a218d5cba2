package dev.atelier.persistence.storage.presigned;

import dev.atelier.persistence.storage.DiskSpaceGuard;
import dev.atelier.persistence.storage.FilePlacement;
import dev.atelier.persistence.storage.StagingArea;
import dev.atelier.persistence.storage.multipart.LocalMultipartUploads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/** Handles PUT requests to signed URLs. */
public final class PresignedUploadHandler {

    private final Admission admission;
    private final ConsumedUrlRegistry used;
    private final DiskSpaceGuard diskSpaceGuard;
    private final StagingArea stagingArea;
    private final FilePlacement files;
    private final LocalMultipartUploads uploads;

    public PresignedUploadHandler(
            Admission admission,
            ConsumedUrlRegistry used,
            DiskSpaceGuard diskSpaceGuard,
            StagingArea stagingArea,
            FilePlacement files,
            LocalMultipartUploads uploads) {
        this.admission = admission;
        this.used = used;
        this.diskSpaceGuard = diskSpaceGuard;
        this.stagingArea = stagingArea;
        this.files = files;
        this.uploads = uploads;
    }

    /** As {@link dev.atelier.application.storage.PresignedUrlHandler#receive}. */
    public String receive(URI url, InputStream content, OptionalLong length) throws IOException {
        PresignedUrlClaims.Put grant = admission.put(url);
        Optional<UploadReceipt> earlier = earlier(grant, length);
        DigestingUploadStream body = new DigestingUploadStream(content, grant.maxBytes(), length);
        UploadReceipt received = earlier.isPresent() ? compare(body, earlier.get()) : store(body, length, grant);
        return received.eTag();
    }

    /** What a URL for one PUT was used for. */
    private Optional<UploadReceipt> earlier(PresignedUrlClaims.Put grant, OptionalLong length) throws IOException {
        if (grant instanceof PresignedUrlClaims.PartUpload part) {
            uploads.requireOpen(part.uploadId());
        }
        Optional<UploadReceipt> earlier =
                grant instanceof PresignedUrlClaims.Upload upload ? used.find(upload) : Optional.empty();
        if (earlier.isPresent() && !earlier.get().mayBeOf(length)) {
            throw ConsumedUrlRegistry.used();
        }
        return earlier;
    }

    private static UploadReceipt compare(DigestingUploadStream body, UploadReceipt earlier) throws IOException {
        body.transferTo(OutputStream.nullOutputStream());
        UploadReceipt received = body.receipt();
        ConsumedUrlRegistry.requireSame(earlier, received);
        return received;
    }

    private UploadReceipt store(DigestingUploadStream body, OptionalLong length, PresignedUrlClaims.Put grant)
            throws IOException {
        diskSpaceGuard.require(length.orElse(0));
        try (StagingArea.Draft draft = stagingArea.stage(body)) {
            UploadReceipt received = body.receipt();
            admission.live(grant); // sending may have taken hours
            keep(draft, received, grant);
            return received;
        }
    }

    private void keep(StagingArea.Draft draft, UploadReceipt received, PresignedUrlClaims.Put grant)
            throws IOException {
        if (grant instanceof PresignedUrlClaims.PartUpload part) {
            uploads.keep(draft.path(), received.md5(), part.uploadId(), part.partNumber());
        } else if (grant instanceof PresignedUrlClaims.Upload upload) {
            used.useUp(upload, received, () -> files.commit(draft.path(), upload.location()));
        }
    }
}
