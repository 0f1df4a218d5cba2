package dev.atelier.domain.model;

import dev.atelier.domain.UuidParser;
import dev.atelier.domain.checkpoint.CheckpointId;
import java.util.Optional;
import java.util.UUID;

/** The id of a model. */
public record ModelId(UUID value) {

    /** Reads an id as clients write it; empty when it cannot be one. */
    public static Optional<ModelId> parse(String text) {
        return UuidParser.parse(text).map(ModelId::new);
    }

    /** The id of the checkpoint that the model becomes once it is Complete; nothing goes by it before. */
    public CheckpointId checkpoint() {
        return new CheckpointId(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
