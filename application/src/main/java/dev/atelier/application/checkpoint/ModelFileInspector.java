package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/**
 * Inspects model files before they are used. The format follows from the name; files of unknown formats ({@link
 * dev.atelier.domain.checkpoint.ModelFormat}) pass without inspection. Reads little of a model, however large it is:
 * the description of its tensors. Thread-safe.
 */
public interface ModelFileInspector {

    /**
     * Accepts a file that is complete and harmless: {@code .safetensors} whose header parses and fits the file, pickles
     * that import nothing beyond what tensors need, {@code .yaml} that is the configuration of a model and names
     * nothing but what the configurations shipped with SD WebUI name. The work is bounded.
     *
     * @param file read at any position, and left open
     * @throws ModelFileRejectedException for any other file
     * @throws IOException if the file cannot be read
     */
    void inspect(CheckpointFileName name, SeekableByteChannel file) throws IOException;
}
