package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.io.InputStream;

/** Reads the archives that models may be uploaded in. Thread-safe. */
public interface ModelArchiveReader {

    /** How many bytes of a file say whether it is an archive. */
    int BEGINNING = 512;

    /** Whether a file that begins with these bytes is an archive, whatever its name. */
    boolean isArchive(byte[] beginning);

    /**
     * Streams the one model of a {@code .tar} to the receiver; other files in it are skipped. Keeps little in memory.
     * The receiver may have received a model when an exception is thrown.
     *
     * @throws ModelFileRejectedException if the archive is incomplete, contains no
     *     model or more than one, or an entry that leads out of its own folder or is neither file nor folder
     * @throws IOException if the archive cannot be read, or the receiver throws it
     */
    void unpack(InputStream archive, Receiver receiver) throws IOException;

    /** Receives the model. */
    interface Receiver {

        /** Reads the model, which need not be closed; called at most once. */
        void take(CheckpointFileName name, InputStream content) throws IOException;
    }
}
