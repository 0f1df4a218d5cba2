package dev.atelier.domain.merge;

import dev.atelier.domain.UuidParser;
import dev.atelier.domain.checkpoint.CheckpointId;
import java.util.Optional;
import java.util.UUID;

/** The id of a merge. */
public record MergeId(UUID value) {

    /** Parses an id from a client; empty when it is malformed. */
    public static Optional<MergeId> parse(String text) {
        return UuidParser.parse(text).map(MergeId::new);
    }

    /** The id of the checkpoint that the merge creates. */
    public CheckpointId checkpoint() {
        return new CheckpointId(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
