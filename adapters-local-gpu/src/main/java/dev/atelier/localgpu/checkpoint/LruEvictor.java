package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.io.IOException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what we placed below a bound. */
final class LruEvictor {

    private static final Logger LOG = LoggerFactory.getLogger(LruEvictor.class);

    private final CachedModelIndex placed;
    private final InUseFiles inUseFiles;
    private final long maxBytes;

    LruEvictor(CachedModelIndex placed, InUseFiles inUseFiles, long maxBytes) {
        this.placed = placed;
        this.inUseFiles = inUseFiles;
        this.maxBytes = maxBytes;
    }

    /**
     * Removes files, the least recently used first, until so many bytes fit.
     *
     * @return the types of which files left
     * @throws ModelInstallException when they can never fit, or not beside what is in use; then nothing is removed
     */
    Set<CheckpointType> evictUntilFits(CheckpointFileName forWhom, long bytes) throws IOException {
        Set<CheckpointType> left = EnumSet.noneOf(CheckpointType.class);
        if (maxBytes == 0) {
            return left;
        }
        List<CachedModelFile> all = placed.all();
        long kept =
                sum(all.stream().filter(file -> inUseFiles.inUse(file.path())).toList());
        if (kept + bytes > maxBytes) {
            throw new ModelInstallException(
                    "model " + forWhom + " of " + bytes + " bytes does not fit on the node: models may take " + maxBytes
                            + " bytes there, and " + kept + " of them are in use");
        }
        long total = sum(all);
        for (CachedModelFile file : oldestFirst(all)) {
            if (total + bytes > maxBytes && inUseFiles.removeUnused(file, placed::remove)) {
                LOG.info("Removed {}, last used {}, to make room for {}", file.path(), file.used(), forWhom);
                total -= file.size();
                left.add(file.type());
            }
        }
        return left;
    }

    private static List<CachedModelFile> oldestFirst(List<CachedModelFile> files) {
        return files.stream()
                .sorted(Comparator.comparing(CachedModelFile::used))
                .toList();
    }

    private static long sum(List<CachedModelFile> files) {
        return files.stream().mapToLong(CachedModelFile::size).sum();
    }
}
