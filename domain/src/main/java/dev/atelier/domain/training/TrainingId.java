package dev.atelier.domain.training;

import dev.atelier.domain.UuidParser;
import dev.atelier.domain.checkpoint.CheckpointId;
import java.util.Optional;
import java.util.UUID;

/** The id of a training job. */
public record TrainingId(UUID value) {

    /** Reads an id as clients write it; empty when it cannot be one. */
    public static Optional<TrainingId> parse(String text) {
        return UuidParser.parse(text).map(TrainingId::new);
    }

    /** The id that the checkpoint has which the training makes; the documents show the same for both. */
    public CheckpointId checkpoint() {
        return new CheckpointId(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
