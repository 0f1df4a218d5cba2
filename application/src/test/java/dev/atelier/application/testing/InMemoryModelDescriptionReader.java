package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointLookup;
import dev.atelier.application.checkpoint.ModelDescriber;
import dev.atelier.application.checkpoint.ModelDescriptionReader;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelProperty;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the first bytes of a file for the title of its model; {@code .yaml} has none. */
public class InMemoryModelDescriptionReader implements ModelDescriptionReader {

    private static final int LENGTH = 20;

    /** The description of a file with this content. */
    public static ModelDescription of(String content) {
        return new ModelDescription(
                ModelFamily.UNKNOWN, ModelKind.UNKNOWN, "", 0, Map.of(ModelProperty.TITLE, content), List.of());
    }

    /** Describes files of this store for these checkpoints, and keeps the descriptions to itself. */
    public static ModelDescriber describer(ModelStore store, CheckpointLookup checkpoints) {
        return new ModelDescriber(
                store, new InMemoryModelDescriptionReader(), new InMemoryModelDescriptionRepository(checkpoints));
    }

    @Override
    public Optional<ModelDescription> read(CheckpointFileName name, SeekableByteChannel file) throws IOException {
        byte[] start = Channels.newInputStream(file).readNBytes(LENGTH);
        return name.value().endsWith(".yaml")
                ? Optional.empty()
                : Optional.of(of(new String(start, StandardCharsets.UTF_8)));
    }
}
