package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** Files on other servers. Only public addresses are reached, unless the operator allows others. Thread-safe. */
public interface RemoteFileDownloader {

    /**
     * A whole file on this machine's disk.
     *
     * @param name what its server calls it
     * @param sha256 of its bytes, in lower-case hexadecimal
     */
    record Fetched(CheckpointFileName name, Path file, String sha256) {}

    /** Refuses, as an invalid request, a URL whose address can be told from it alone and is not public. */
    void requireAllowed(SourceUrl url);

    /**
     * Fetches a file. What had arrived before a broken connection, an interruption or a restart is not fetched again,
     * where the server lets one go on. Temporary failures are tried again here, so {@link ImportFailedException} is final.
     *
     * @param position which of the checkpoint's files it is
     * @param deadline when it has to be there
     * @throws InterruptedException when the thread was interrupted; what had arrived is kept
     * @throws IOException when this machine's disk is at fault
     */
    Fetched fetch(CheckpointId checkpoint, int position, SourceUrl url, Instant deadline)
            throws ImportFailedException, IOException, InterruptedException;

    /** Removes what was fetched for the checkpoint; nothing there is no error. */
    void forget(CheckpointId checkpoint) throws IOException;
}
