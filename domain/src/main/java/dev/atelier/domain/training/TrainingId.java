package dev.atelier.domain.training;

import dev.atelier.domain.UuidParser;
import dev.atelier.domain.checkpoint.CheckpointId;
import java.util.Optional;
import java.util.UUID;

/** The id of a training job. */
public record TrainingId(UUID value) {

    /** Parses an id from a client; empty when it is malformed. */
    public static Optional<TrainingId> parse(String text) {
        return UuidParser.parse(text).map(TrainingId::new);
    }

    /** The id of the checkpoint that the training creates; the documents show the same id for both. */
    public CheckpointId checkpoint() {
        return new CheckpointId(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
