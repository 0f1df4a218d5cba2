package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pending imports, one for each checkpoint whose files are fetched from other servers. They survive a restart, and
 * are deleted with their checkpoint. A claim is valid until its lease expires; a lost claim cannot change anything.
 * Thread-safe.
 */
public interface CheckpointImportQueue {

    /**
     * Adds the checkpoint and its import.
     *
     * @throws CheckpointNameTakenException if one of its file names is taken; nothing is added then
     */
    void add(Checkpoint checkpoint, List<SourceUrl> urls);

    /** Claims the import that waits longest; concurrent callers never get the same one. */
    Optional<Claim> claim(Duration lease);

    /** Renews the lease from now; false when the claim was lost. */
    boolean renewLease(Claim claim, Duration lease);

    /** Records that one of the files is in the store; false when the claim was lost. */
    boolean recordFile(Claim claim, int position, ModelFile file);

    /**
     * Ends the import: stores the checkpoint as {@link CheckpointRepository#updateDeduplicated} does.
     *
     * @return the stored checkpoint; empty when the claim was lost or the checkpoint is not Initial any more
     * @throws CheckpointNameTakenException if a name is taken; the import stays claimed then
     */
    Optional<Checkpoint> complete(Claim claim, Checkpoint ended);

    /** Releases the claim, so that the import can be claimed again after this pause. Ignores a claim that was lost. */
    void requeue(Claim claim, Duration pause);

    /**
     * The right to carry out an import.
     *
     * @param job the checkpoint whose files are imported
     * @param attempt the fencing token: how often it was claimed, this time included
     * @param urls the sources of its files, in order
     * @param kept by position, the files that are in the store already
     */
    record Claim(CheckpointId job, int attempt, List<SourceUrl> urls, Map<Integer, ModelFile> kept)
            implements dev.atelier.application.queue.Claim<CheckpointId> {

        public Claim {
            urls = List.copyOf(urls);
            kept = Map.copyOf(kept);
        }
    }
}
