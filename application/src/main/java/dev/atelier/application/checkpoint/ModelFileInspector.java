package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/**
 * Looks into model files before anybody uses them. What kind of file it is follows from its name; a kind that is not known
 * ({@link dev.atelier.domain.checkpoint.ModelFormat}) passes unseen. Reads little of a model, however large it is: what describes its tensors.
 * Thread-safe.
 */
public interface ModelFileInspector {

    /**
     * Passes a file that is whole and does no harm: {@code .safetensors} whose header parses and fits the file, pickles
     * that import nothing beyond what tensors need, {@code .yaml} that is the configuration of a model and names nothing but
     * what the configurations shipped with SD WebUI name. The work is bounded. Anything else is {@link ModelFileRejectedException};
     * a file that cannot be read is an {@link IOException}.
     *
     * @param file read at any place, and left open
     */
    void inspect(CheckpointFileName name, SeekableByteChannel file) throws IOException;
}
