package dev.atelier.application.merge;

import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;

/** Merges model files. Keeps little of the files in memory, whatever their size. Thread-safe. */
public interface ModelMerger {

    /**
     * A complete file on the local disk.
     *
     * @param sha256 of its bytes, in lower-case hexadecimal
     */
    record Merged(Path file, String sha256) {}

    /**
     * Checks the recipe against the headers of the files; reads nothing else of them.
     *
     * @throws dev.atelier.domain.InvalidRequestException if they cannot be merged; names the tensor and its shapes, or
     *     the other cause
     */
    void requireMergeable(MergeRecipe recipe) throws IOException;

    /**
     * Merges, and replaces the files of an earlier attempt.
     *
     * @param progress receives the progress periodically, from 0 to 1
     * @throws dev.atelier.domain.InvalidRequestException if the files cannot be merged
     * @throws dev.atelier.domain.InsufficientStorageException if the local disk is full; nothing is left then
     * @throws InterruptedException if the thread was interrupted; nothing is left then
     */
    Merged merge(MergeId id, MergeRecipe recipe, DoubleConsumer progress) throws IOException, InterruptedException;

    /** Deletes the files of the merge that are still here. Idempotent. */
    void forget(MergeId id) throws IOException;
}
