package dev.atelier.persistence.storage.multipart;

import dev.atelier.domain.InvalidRequestException;

/** Limits the number of parts of an upload, as S3 does. */
public final class PartLimit {

    public static final int MAX = 10_000;

    private PartLimit() {}

    public static void require(int parts) {
        if (parts < 1 || parts > MAX) {
            throw new InvalidRequestException("an upload has 1 to " + MAX + " parts, not " + parts);
        }
    }
}
