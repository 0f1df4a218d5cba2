package dev.atelier.persistence.storage.local;

import dev.atelier.application.util.DirectoryDeleter;
import dev.atelier.persistence.storage.presigned.ConsumedUrlRegistry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Removes files left by crashes and by clients that disconnected. */
final class AbandonedFileCleaner {

    /** Uploads in progress are written continuously; a draft idle for this long is abandoned. */
    private static final Duration DRAFT_IDLE = Duration.ofDays(1);

    /** The validity of part URLs, counted from the last part received. */
    private static final Duration UPLOAD_IDLE = Duration.ofDays(7);

    private final StoreFolders folders;
    private final ConsumedUrlRegistry used;
    private final Clock clock;

    AbandonedFileCleaner(StoreFolders folders, ConsumedUrlRegistry used, Clock clock) {
        this.folders = folders;
        this.used = used;
        this.clock = clock;
    }

    void remove() throws IOException {
        Instant now = clock.instant();
        removeUnchanged(folders.incoming(), now.minus(DRAFT_IDLE));
        removeUnchanged(folders.uploads(), now.minus(UPLOAD_IDLE));
        used.forgetExpired(now);
    }

    private static void removeUnchanged(Path folder, Instant since) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (lastChange(entry).isBefore(since)) {
                    DirectoryDeleter.remove(entry);
                }
            }
        }
    }

    private static Instant lastChange(Path entry) throws IOException {
        try {
            return Files.getLastModifiedTime(entry).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.MAX; // moved into place concurrently
        }
    }
}
