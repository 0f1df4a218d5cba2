package dev.atelier.persistence.storage;

import dev.atelier.application.storage.LinkTargets;
import dev.atelier.domain.NotFoundException;
import java.net.URI;

/** Admits URLs that were signed here and lead to what still exists. */
final class Admission {

    private final UrlSigner signer;
    private final LinkTargets targets;

    Admission(UrlSigner signer, LinkTargets targets) {
        this.signer = signer;
        this.targets = targets;
    }

    PresignedUrlClaims.Put put(URI url) {
        return live(signer.verifyPut(url));
    }

    PresignedUrlClaims.Download get(URI url) {
        return live(signer.verifyGet(url));
    }

    /** Answers the grant, or that there is nothing any more that it could be for. */
    <T extends PresignedUrlClaims> T live(T grant) {
        if (!targets.isLive(grant.location())) {
            throw new NotFoundException("what this URL was given for was deleted");
        }
        return grant;
    }
}
