package dev.atelier.persistence.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Takes in files beside the place where they will be seen. */
final class StagingArea {

    private static final int BUFFER = 64 * 1024;
    private static final long BETWEEN_LOOKS = 16 * 1024 * 1024;

    private final Path folder;
    private final DiskSpaceGuard diskSpaceGuard;
    private final Opener opener;

    /** Opens a new file for writing. */
    @FunctionalInterface
    interface Opener {
        OutputStream open(Path file) throws IOException;
    }

    StagingArea(Path folder, DiskSpaceGuard diskSpaceGuard, Opener opener) {
        this.folder = folder;
        this.diskSpaceGuard = diskSpaceGuard;
        this.opener = opener;
    }

    /** A whole file that nobody sees yet. Closing it removes it, unless it was moved to its place. */
    record Draft(Path path) implements Closeable {

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(path);
        }
    }

    /** Reads the content to its end; when that fails, nothing is left. */
    Draft stage(InputStream content) throws IOException {
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
        long untilLook = 0;
        try (OutputStream out = opener.open(file)) {
            for (int read; (read = content.read(buffer)) >= 0; untilLook -= read) {
                if (untilLook <= 0) {
                    diskSpaceGuard.require(read);
                    untilLook = BETWEEN_LOOKS;
                }
                out.write(buffer, 0, read);
            }
        }
    }
}
