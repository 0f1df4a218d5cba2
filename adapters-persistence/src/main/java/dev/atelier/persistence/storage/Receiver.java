package dev.atelier.persistence.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HexFormat;
import java.util.OptionalLong;

/** Takes what is PUT to signed URLs. */
final class Receiver {

    private final Admission admission;
    private final UsedUrls used;
    private final Room room;
    private final Drafts drafts;
    private final ServedFiles files;
    private final PartUploads uploads;

    Receiver(Admission admission, UsedUrls used, Room room, Drafts drafts, ServedFiles files, PartUploads uploads) {
        this.admission = admission;
        this.used = used;
        this.room = room;
        this.drafts = drafts;
        this.files = files;
        this.uploads = uploads;
    }

    /** As {@link dev.atelier.application.storage.PresignedUrlHandler#receive} promises. */
    String receive(URI url, InputStream content, OptionalLong length) throws IOException {
        Grant.Put grant = admission.put(url);
        requireGood(grant);
        UploadBody body = new UploadBody(content, grant.maxBytes(), length);
        room.require(length.orElse(0));
        try (Drafts.Draft draft = drafts.stage(body)) {
            byte[] md5 = body.md5();
            admission.live(grant); // sending may have taken hours
            keep(draft, md5, grant);
            return '"' + HexFormat.of().formatHex(md5) + '"';
        }
    }

    private void requireGood(Grant.Put grant) {
        if (grant instanceof Grant.PartUpload part) {
            uploads.requireOpen(part.uploadId());
        } else if (grant instanceof Grant.Upload upload) {
            used.refuseUsed(upload);
        }
    }

    private void keep(Drafts.Draft draft, byte[] md5, Grant.Put grant) throws IOException {
        if (grant instanceof Grant.PartUpload part) {
            uploads.keep(draft, md5, part);
        } else if (grant instanceof Grant.Upload upload) {
            used.useUp(upload, () -> files.commit(draft.path(), upload.location()));
        }
    }
}
