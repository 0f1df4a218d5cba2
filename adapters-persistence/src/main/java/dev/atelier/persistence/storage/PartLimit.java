package dev.atelier.persistence.storage;

import dev.atelier.domain.InvalidRequestException;

/** Limits the number of parts of an upload, as S3 does. */
final class PartLimit {

    static final int MAX = 10_000;

    private PartLimit() {}

    static void require(int parts) {
        if (parts < 1 || parts > MAX) {
            throw new InvalidRequestException("an upload has 1 to " + MAX + " parts, not " + parts);
        }
    }
}
