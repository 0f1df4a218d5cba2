package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelDescription;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/** Reads from model files what they are: from the header alone, however large the file is. Thread-safe. */
public interface ModelDescriptionReader {

    /**
     * The description of a file that passed {@link ModelFileInspector}. What cannot be recognized in it is unknown; work and memory
     * are bounded, whatever the header contains.
     *
     * @param file read at any position, and left open
     * @return empty for files that are no models, and for malformed ones
     * @throws IOException if the file cannot be read
     */
    Optional<ModelDescription> read(CheckpointFileName name, SeekableByteChannel file) throws IOException;
}
