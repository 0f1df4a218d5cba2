package dev.atelier.persistence.storage;

import dev.atelier.domain.InsufficientStorageException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Guards free disk space. */
public final class DiskSpaceGuard {

    /** With less free space than this, any failed write is attributed to a full disk. */
    private static final long NEXT_TO_NOTHING = 64 * 1024;

    private final FileStore disk;
    private final long reserve;

    /** @param reserve bytes to leave free */
    public DiskSpaceGuard(Path folder, long reserve) throws IOException {
        this.disk = Files.getFileStore(folder);
        this.reserve = reserve;
    }

    /** @throws InsufficientStorageException if this many more bytes do not fit */
    public void require(long bytes) throws IOException {
        long free = disk.getUsableSpace() - reserve;
        if (free < bytes) {
            throw new InsufficientStorageException(
                    "the store has no space for " + bytes + " bytes more: " + Math.max(free, 0)
                            + " are free beyond the " + reserve + " that are reserved",
                    null);
        }
    }

    /** Bytes that may still be written; none if the reserve is reached. */
    public long free() throws IOException {
        return Math.max(disk.getUsableSpace() - Math.max(reserve, NEXT_TO_NOTHING), 0);
    }

    /**
     * Explains a failed write.
     *
     * @return the failure itself, if the disk is not full
     * @throws InsufficientStorageException if the disk is full
     */
    public IOException explain(IOException failure) throws IOException {
        if (isFull(failure)) {
            throw new InsufficientStorageException("the store is full: retry when there is free space", failure);
        }
        return failure;
    }

    /** The operating system's message depends on its language, so it is not the only criterion. */
    private boolean isFull(IOException failure) throws IOException {
        String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return words.contains("no space left")
                || words.contains("quota exceeded")
                || disk.getUsableSpace() < NEXT_TO_NOTHING;
    }
}
