package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.checkpoint.ModelInstallException.Scope;
import java.io.IOException;
import java.nio.file.FileStore;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the installed files below a size limit by evicting the least recently used ones. */
final class LruEvictor {

    private static final Logger LOG = LoggerFactory.getLogger(LruEvictor.class);

    private final CachedModelIndex index;
    private final InUseFiles inUseFiles;
    private final long maxBytes;

    LruEvictor(CachedModelIndex index, InUseFiles inUseFiles, long maxBytes) {
        this.index = index;
        this.inUseFiles = inUseFiles;
        this.maxBytes = maxBytes;
    }

    /**
     * Removes files, the least recently used first, until the given number of bytes fits.
     *
     * @return the types of the removed files
     * @throws ModelInstallException if they do not fit beside the files in use; then nothing is removed
     */
    Set<CheckpointType> evictUntilFits(CheckpointFileName newFile, long bytes) throws IOException {
        Set<CheckpointType> evicted = EnumSet.noneOf(CheckpointType.class);
        if (maxBytes == 0) {
            return evicted;
        }
        List<CachedModelFile> all = index.all();
        long inUse =
                sum(all.stream().filter(file -> inUseFiles.inUse(file.path())).toList());
        if (inUse + bytes > maxBytes) {
            throw new ModelInstallException(
                    bytes > maxBytes ? Scope.NODE : Scope.MOMENT,
                    "model " + newFile + " of " + bytes + " bytes does not fit on the node: models may take " + maxBytes
                            + " bytes there, and " + inUse + " of them are in use");
        }
        long total = sum(all);
        for (CachedModelFile file : oldestFirst(all)) {
            if (total + bytes > maxBytes && evict(file, newFile)) {
                total -= file.size();
                evicted.add(file.type());
            }
        }
        return evicted;
    }

    /**
     * Removes files of a full disk, the least recently used first: at least one, and others until the disk reports enough
     * space.
     *
     * @return the types of the removed files
     * @throws ModelInstallException if none can be removed
     */
    Set<CheckpointType> evictFromFullDisk(CheckpointFileName newFile, long bytes, FileStore disk) throws IOException {
        Set<CheckpointType> evicted = EnumSet.noneOf(CheckpointType.class);
        List<CachedModelFile> all = index.all();
        for (CachedModelFile file : oldestFirst(all)) {
            if ((evicted.isEmpty() || disk.getUsableSpace() < bytes) && evict(file, newFile)) {
                evicted.add(file.type());
            }
        }
        if (evicted.isEmpty()) {
            throw new ModelInstallException(
                    all.isEmpty() ? Scope.NODE : Scope.MOMENT,
                    "the node's disk is full: there is no space for model " + newFile + " of " + bytes + " bytes, and "
                            + (all.isEmpty() ? "no installed model to remove" : "all installed models are in use"));
        }
        return evicted;
    }

    private boolean evict(CachedModelFile file, CheckpointFileName newFile) throws IOException {
        boolean removed = inUseFiles.removeUnused(file, index::withdraw);
        if (removed) {
            LOG.info("Removed {}, last used {}, to free space for {}", file.path(), file.used(), newFile);
        }
        return removed;
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
