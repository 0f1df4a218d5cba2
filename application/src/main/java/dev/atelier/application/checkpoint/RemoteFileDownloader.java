package dev.atelier.application.checkpoint;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Downloads files from other servers. Only public addresses are contacted, unless the operator allows others. Credentials are
 * sent to their own host only. Thread-safe.
 */
public interface RemoteFileDownloader {

    /**
     * What is to be downloaded.
     *
     * @param position the index of the file in its checkpoint
     * @param user whose credentials may be sent
     * @param deadline when it has to be complete
     */
    record Download(CheckpointId checkpoint, int position, ImportSource source, UserName user, Instant deadline) {}

    /**
     * A complete file.
     *
     * @param name the name that its server gives it
     * @param file on the local disk; empty when {@link StoredContent} has it, and it was not downloaded
     * @param sha256 of its bytes, in lower-case hexadecimal
     * @param size how many bytes were downloaded
     */
    record Fetched(CheckpointFileName name, Optional<Path> file, String sha256, long size) {}

    /** Knows the content that need not be downloaded. */
    @FunctionalInterface
    interface StoredContent {

        boolean has(CheckpointFileName name, String sha256);
    }

    /** @throws dev.atelier.domain.InvalidRequestException if the URL itself shows that its address is not public */
    void requireAllowed(SourceUrl url);

    /**
     * Downloads a file. Resumes after a broken connection, an interruption or a restart, where the server supports it and the file
     * is unchanged.
     *
     * @throws ImportFailedException finally: temporary failures are retried here. Also when the bytes do not have the digest that
     *     was given or published
     * @throws InterruptedException if the thread was interrupted or the transfer stopped; what had arrived is kept
     * @throws IOException if the local disk fails
     */
    Fetched fetch(Download download, ImportTransfer transfer, StoredContent stored)
            throws ImportFailedException, IOException, InterruptedException;

    /** Deletes the downloaded files of the checkpoint. Idempotent. */
    void forget(CheckpointId checkpoint) throws IOException;
}
