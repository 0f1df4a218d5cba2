package dev.atelier.persistence.storage.presigned;

import dev.atelier.application.storage.LinkTargets;
import dev.atelier.domain.NotFoundException;
import java.net.URI;

/** Checks that a signed URL still leads to an existing file or upload. */
public final class Admission {

    private final UrlSigner signer;
    private final LinkTargets targets;

    public Admission(UrlSigner signer, LinkTargets targets) {
        this.signer = signer;
        this.targets = targets;
    }

    PresignedUrlClaims.Put put(URI url) {
        return live(signer.verifyPut(url));
    }

    public PresignedUrlClaims.Download get(URI url) {
        return live(signer.verifyGet(url));
    }

    /**
     * Returns the grant.
     *
     * @throws NotFoundException if its file or upload was deleted
     */
    <T extends PresignedUrlClaims> T live(T grant) {
        if (!targets.isLive(grant.location())) {
            throw new NotFoundException("what this URL was given for was deleted");
        }
        return grant;
    }
}
