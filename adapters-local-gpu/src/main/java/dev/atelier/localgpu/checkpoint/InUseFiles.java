package dev.atelier.localgpu.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reference counts of the files that running jobs use. Thread-safe. */
public final class InUseFiles {

    private final Map<Path, Integer> useCounts = new HashMap<>();

    InUseFiles() {}

    /** Releases the files when closed. */
    @FunctionalInterface
    public interface Pin extends AutoCloseable {

        @Override
        void close();
    }

    synchronized Pin pin(Collection<Path> files) {
        List<Path> pinned = List.copyOf(files);
        pinned.forEach(file -> useCounts.merge(file, 1, Integer::sum));
        return () -> unpin(pinned);
    }

    synchronized boolean inUse(Path file) {
        return useCounts.containsKey(file);
    }

    @FunctionalInterface
    interface Removal {

        void remove(CachedModelFile file) throws IOException;
    }

    /** Removes the file unless a job uses it; atomic with respect to {@link #pin}. */
    synchronized boolean removeUnused(CachedModelFile file, Removal removal) throws IOException {
        if (inUse(file.path())) {
            return false;
        }
        removal.remove(file);
        return true;
    }

    private synchronized void unpin(List<Path> files) {
        files.forEach(file -> useCounts.computeIfPresent(file, (path, count) -> count == 1 ? null : count - 1));
    }
}
