package dev.atelier.domain.inference;

import dev.atelier.domain.UuidParser;
import java.util.Optional;
import java.util.UUID;

/** The id of an inference job. */
public record InferenceJobId(UUID value) {

    /** Reads an id as clients write it; empty when it cannot be one. */
    public static Optional<InferenceJobId> parse(String text) {
        return UuidParser.parse(text).map(InferenceJobId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
