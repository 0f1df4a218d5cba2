package dev.atelier.application.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelHashes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The checkpoints whose files are to be read: each that becomes Active in the store without hashes, and those that are requested.
 * They survive a restart, and are deleted with their checkpoint. A claim is valid until its lease expires; a lost claim cannot
 * change anything. Thread-safe.
 */
public interface ModelReadingQueue {

    /** Adds the checkpoint, if there is one; one that waits after a failure is tried at once, as if it had not been. */
    void add(CheckpointId checkpoint);

    /**
     * Claims a checkpoint: the newest of those that were not tried yet, so that what was just uploaded does not wait for what has been
     * there for long, then of the others the one that waits longest. Concurrent callers never get the same one.
     */
    Optional<Claim> claim(Duration lease);

    /** Renews the lease from now; false when the claim was lost. */
    boolean renewLease(Claim claim, Duration lease);

    /** The hashes that are known of a file with this SHA-256; of a safetensors file, if there is one. */
    Optional<ModelHashes> known(String sha256);

    /** Records the hashes of one of the files; false, with nothing recorded, when the claim was lost. */
    boolean record(Claim claim, int position, ModelHashes hashes);

    /** Removes the checkpoint from the queue. Ignores a claim that was lost. */
    void complete(Claim claim);

    /** Releases the claim, so that the checkpoint can be claimed again after this pause. Ignores a claim that was lost. */
    void requeue(Claim claim, Duration pause);

    /**
     * The right to read a checkpoint's files.
     *
     * @param attempt the fencing token: how often it was claimed, this time included
     * @param tries how often that was since it was added last
     * @param known by position, the hashes that were recorded before
     */
    record Claim(CheckpointId job, int attempt, int tries, Map<Integer, ModelHashes> known)
            implements dev.atelier.application.queue.Claim<CheckpointId> {

        public Claim {
            known = Map.copyOf(known);
        }
    }
}
