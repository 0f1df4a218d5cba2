package dev.atelier.domain.checkpoint;

import dev.atelier.domain.UuidParser;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** The id of a checkpoint. */
public record CheckpointId(UUID value) {

    /** Reads an id as clients write it; empty when it cannot be one. */
    public static Optional<CheckpointId> parse(String text) {
        return UuidParser.parse(text).map(CheckpointId::new);
    }

    /** The id of a model that lies on GPU nodes: the same for the same file wherever and whenever it is seen. */
    static CheckpointId ofNodeModel(CheckpointType type, String file) {
        byte[] name = ("node-model/" + type.word() + "/" + file).getBytes(StandardCharsets.UTF_8);
        return new CheckpointId(UUID.nameUUIDFromBytes(name));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
