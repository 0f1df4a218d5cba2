package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Downloads files from other servers. Only public addresses are contacted, unless the operator allows others.
 * Thread-safe.
 */
public interface RemoteFileDownloader {

    /**
     * A complete file on the local disk.
     *
     * @param name the name that its server gives it
     * @param sha256 of its bytes, in lower-case hexadecimal
     */
    record Fetched(CheckpointFileName name, Path file, String sha256) {}

    /** @throws dev.atelier.domain.InvalidRequestException if the URL itself shows that its address is not public */
    void requireAllowed(SourceUrl url);

    /**
     * Downloads a file. Resumes after a broken connection, an interruption or a restart, where the server supports it.
     *
     * @param position the index of the file in its checkpoint
     * @param deadline when it has to be complete
     * @throws ImportFailedException finally: temporary failures are retried here
     * @throws InterruptedException if the thread was interrupted; what had arrived is kept
     * @throws IOException if the local disk fails
     */
    Fetched fetch(CheckpointId checkpoint, int position, SourceUrl url, Instant deadline)
            throws ImportFailedException, IOException, InterruptedException;

    /** Deletes the downloaded files of the checkpoint. Idempotent. */
    void forget(CheckpointId checkpoint) throws IOException;
}
