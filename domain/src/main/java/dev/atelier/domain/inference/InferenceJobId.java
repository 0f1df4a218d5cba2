package dev.atelier.domain.inference;

import dev.atelier.domain.UuidParser;
import java.util.Optional;
import java.util.UUID;

/** The id of an inference job. */
public record InferenceJobId(UUID value) {

    /** Parses an id from a client; empty when it is malformed. */
    public static Optional<InferenceJobId> parse(String text) {
        return UuidParser.parse(text).map(InferenceJobId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
