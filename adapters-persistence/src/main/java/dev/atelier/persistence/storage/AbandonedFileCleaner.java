package dev.atelier.persistence.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Removes what crashes and clients that went away have left behind. */
final class AbandonedFileCleaner {

    /** Bytes on their way in are written all the time; these have not been for so long. */
    private static final Duration DRAFT_IDLE = Duration.ofDays(1);

    /** As long as the URLs of parts are good for, counted from the last part that came in. */
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
            return Instant.MAX; // moved into place just now
        }
    }
}
