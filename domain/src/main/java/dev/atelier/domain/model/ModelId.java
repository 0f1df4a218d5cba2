package dev.atelier.domain.model;

import dev.atelier.domain.UuidParser;
import dev.atelier.domain.checkpoint.CheckpointId;
import java.util.Optional;
import java.util.UUID;

/** The id of a model. */
public record ModelId(UUID value) {

    /** Parses an id from a client; empty when it is malformed. */
    public static Optional<ModelId> parse(String text) {
        return UuidParser.parse(text).map(ModelId::new);
    }

    /** The id of the model's checkpoint, which exists once the model is Complete. */
    public CheckpointId checkpoint() {
        return new CheckpointId(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
