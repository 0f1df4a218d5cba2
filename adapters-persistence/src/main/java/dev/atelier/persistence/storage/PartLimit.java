package dev.atelier.persistence.storage;

import dev.atelier.domain.InvalidRequestException;

/** How many parts an upload may have; S3's own bound. */
final class PartLimit {

    static final int MAX = 10_000;

    private PartLimit() {}

    static void require(int parts) {
        if (parts < 1 || parts > MAX) {
            throw new InvalidRequestException("an upload has 1 to " + MAX + " parts, not " + parts);
        }
    }
}
