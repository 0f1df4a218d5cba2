package dev.atelier.persistence.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Writes files to a staging folder before they become visible. */
public final class StagingArea {

    private static final int BUFFER = 64 * 1024;
    private static final long BETWEEN_CHECKS = 16 * 1024 * 1024;

    private final Path folder;
    private final DiskSpaceGuard diskSpaceGuard;
    private final Opener opener;

    /** Opens a new file for writing. */
    @FunctionalInterface
    public interface Opener {
        OutputStream open(Path file) throws IOException;
    }

    public StagingArea(Path folder, DiskSpaceGuard diskSpaceGuard, Opener opener) {
        this.folder = folder;
        this.diskSpaceGuard = diskSpaceGuard;
        this.opener = opener;
    }

    /** A complete file that is not visible yet. Closing it deletes it, unless it was moved to its location. */
    public record Draft(Path path) implements Closeable {

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(path);
        }
    }

    /** Reads the content to its end; leaves nothing behind on failure. */
    public Draft stage(InputStream content) throws IOException {
        Draft draft = new Draft(folder.resolve(UUID.randomUUID().toString()));
        try {
            copy(content, draft.path());
            return draft;
        } catch (IOException | RuntimeException e) {
            draft.close();
            throw e;
        }
    }

    private void copy(InputStream content, Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long untilCheck = 0;
        try (OutputStream out = opener.open(file)) {
            for (int read; (read = content.read(buffer)) >= 0; untilCheck -= read) {
                if (untilCheck <= 0) {
                    diskSpaceGuard.require(read);
                    untilCheck = BETWEEN_CHECKS;
                }
                out.write(buffer, 0, read);
            }
        }
    }
}
