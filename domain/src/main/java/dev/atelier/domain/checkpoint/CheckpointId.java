package dev.atelier.domain.checkpoint;

import dev.atelier.domain.UuidParser;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** The id of a checkpoint. */
public record CheckpointId(UUID value) {

    /** Parses an id from a client; empty when it is malformed. */
    public static Optional<CheckpointId> parse(String text) {
        return UuidParser.parse(text).map(CheckpointId::new);
    }

    /** The id of a model on GPU nodes: always the same for the same file. */
    public static CheckpointId ofNodeModel(CheckpointType type, CheckpointFileName file) {
        byte[] name = ("node-model/" + type.word() + "/" + file).getBytes(StandardCharsets.UTF_8);
        return new CheckpointId(UUID.nameUUIDFromBytes(name));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
