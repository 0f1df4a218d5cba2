package dev.atelier.application.model;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.io.InputStream;

/** Reads the archives that models come packed in. Thread-safe. */
public interface ModelArchiveReader {

    /**
     * Takes the one model out of a {@code .tar} as that streams by; what else lies in it is passed over. Reads little into
     * memory. {@link dev.atelier.application.checkpoint.ModelFileRejectedException}: it is no whole archive, holds no model or more
     * than one, or anything that leads out of its own folder or is neither file nor folder. The receiver may have taken a
     * model by then.
     *
     * @throws IOException when the archive cannot be read, or the receiver throws it
     */
    void unpack(InputStream archive, Receiver receiver) throws IOException;

    /** Where the model goes. */
    interface Receiver {

        /** Takes the model, which need not be closed; called once at the most. */
        void take(CheckpointFileName name, InputStream content) throws IOException;
    }
}
