package dev.atelier.application.merge;

import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;

/**
 * Makes one model file of others. A recipe that cannot be followed is {@link dev.atelier.domain.InvalidRequestException}: the message
 * names the tensor and its shapes, or what else is in the way. Holds little of the files in memory, whatever their size.
 * Thread-safe.
 */
public interface ModelMerger {

    /**
     * A whole file on this machine's disk.
     *
     * @param sha256 of its bytes, in lower-case hexadecimal
     */
    record Merged(Path file, String sha256) {}

    /** Refuses what can be told from the headers of the files; reads nothing else of them. */
    void requireMergeable(MergeRecipe recipe) throws IOException;

    /**
     * Merges. What is left of an earlier attempt is replaced.
     *
     * @param progress told now and then how much is there, from 0 to 1
     * @throws dev.atelier.domain.InsufficientStorageException when this machine's disk is full; nothing is left then
     * @throws InterruptedException when the thread was interrupted; nothing is left then
     */
    Merged merge(MergeId id, MergeRecipe recipe, DoubleConsumer progress) throws IOException, InterruptedException;

    /** Removes what was made for the merge and is still here; nothing there is no error. */
    void forget(MergeId id) throws IOException;
}
