package dev.atelier.domain.inference;

import dev.atelier.domain.Uuids;
import java.util.Optional;
import java.util.UUID;

/** The id of an inference job. */
public record JobId(UUID value) {

    /** Reads an id as clients write it; empty when it cannot be one. */
    public static Optional<JobId> parse(String text) {
        return Uuids.parse(text).map(JobId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
