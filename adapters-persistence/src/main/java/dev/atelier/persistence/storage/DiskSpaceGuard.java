package dev.atelier.persistence.storage;

import dev.atelier.domain.InsufficientStorageException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** How much more the disk holds. */
public final class DiskSpaceGuard {

    /** With less than this free, whatever write fails fails for that. */
    private static final long NEXT_TO_NOTHING = 64 * 1024;

    private final FileStore disk;
    private final long reserve;

    /** @param reserve bytes to leave free */
    public DiskSpaceGuard(Path folder, long reserve) throws IOException {
        this.disk = Files.getFileStore(folder);
        this.reserve = reserve;
    }

    /** Refuses when so many bytes more would not fit. */
    public void require(long bytes) throws IOException {
        long free = disk.getUsableSpace() - reserve;
        if (free < bytes) {
            throw new InsufficientStorageException(
                    "the store has no room for " + bytes + " bytes more: " + Math.max(free, 0) + " are free beyond the "
                            + reserve + " that it leaves for others",
                    null);
        }
    }

    /** Says what a failed write means: {@link InsufficientStorageException} when the disk is full, else the failure as it is. */
    public IOException explain(IOException failure) throws IOException {
        if (isFull(failure)) {
            throw new InsufficientStorageException(
                    "the store is full: when there is room again, the same can be done again", failure);
        }
        return failure;
    }

    /** The words of the operating system depend on the language, so they are not asked alone. */
    private boolean isFull(IOException failure) throws IOException {
        String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return words.contains("no space left")
                || words.contains("quota exceeded")
                || disk.getUsableSpace() < NEXT_TO_NOTHING;
    }
}
