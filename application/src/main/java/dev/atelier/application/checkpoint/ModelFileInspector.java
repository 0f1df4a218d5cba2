package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Looks into model files before anybody uses them. What kind of file it is follows from its name; a kind that is not known
 * ({@link dev.atelier.domain.checkpoint.ModelFormat}) passes unseen. Reads little, never the whole file into memory.
 * Thread-safe.
 */
public interface ModelFileInspector {

    /**
     * Passes a file that is whole and does no harm: {@code .safetensors} whose header parses and fits the file, pickles
     * that import nothing beyond what tensors need, {@code .yaml} that is text. Anything else is {@link ModelFileRefused};
     * a disk that cannot be read is an {@link IOException}.
     */
    void inspect(CheckpointFileName name, Path file) throws IOException;
}
