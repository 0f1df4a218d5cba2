package dev.atelier.application.checkpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.ModelFile;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The imports, one for each checkpoint whose files are fetched from other servers, and what became of those that have ended. They
 * survive a restart, and are deleted with their checkpoint. A claim is valid until its lease expires, or the import is paused or
 * cancelled; a lost claim cannot change anything. Thread-safe.
 */
public interface CheckpointImportQueue {

    /** In this time a worker that an import was taken from has noticed it, and left its files. */
    Duration RESUMPTION = Duration.ofSeconds(5);

    /**
     * Adds the checkpoint and its import.
     *
     * @throws CheckpointNameTakenException if one of its file names is taken; nothing is added then
     * @throws dev.atelier.domain.CapacityExceededException if {@code most} imports of its creator are in progress
     */
    void add(Checkpoint checkpoint, List<ImportSource> sources, int most);

    /**
     * Claims an import: of the users with the fewest that run, the one that waits longest. Concurrent callers never get the same
     * one.
     */
    Optional<Claim> claim(Duration lease);

    /** Renews the lease from now, and records how far it is; false when the claim was lost. */
    boolean renewLease(Claim claim, Duration lease, ImportTransfer.Progress progress);

    /**
     * Records that one of the files need not be fetched again; false when the claim was lost.
     *
     * @param bytes how many were fetched
     * @param borrowed whether the store has its bytes for another checkpoint only
     */
    boolean recordFile(Claim claim, int position, ModelFile file, long bytes, boolean borrowed);

    /** Forgets the borrowed files, which then have to be fetched. Ignores a claim that was lost. */
    void forgetBorrowed(Claim claim);

    /**
     * Ends the import: stores the checkpoint as {@link CheckpointRepository#updateDeduplicated} does.
     *
     * @return the stored checkpoint; empty when the claim was lost or the checkpoint is not Initial any more
     * @throws CheckpointNameTakenException if a name is taken; the import stays claimed then
     * @throws BorrowedFileGoneException if the bytes of a borrowed file are not in the store; the import stays claimed then
     */
    Optional<Checkpoint> complete(Claim claim, Checkpoint ended);

    /** Releases the claim, so that the import can be claimed again after this pause. Ignores a claim that was lost. */
    void requeue(Claim claim, Duration pause);

    /** Takes the import from its worker, if there is one, until it is resumed; false when it is not in progress. Idempotent. */
    boolean pause(CheckpointId id);

    /** Lets a paused import wait for a worker, after {@link #RESUMPTION}; false when it is not in progress. Idempotent. */
    boolean resume(CheckpointId id);

    /**
     * Ends the import whatever it does, and stores the checkpoint as {@link #complete} does.
     *
     * @return empty when it was not in progress
     */
    Optional<Checkpoint> cancel(Checkpoint ended, Instant now);

    Optional<ImportStatus> find(CheckpointId id);

    /** A page of the imports, of one user or all, newest first. */
    Page<ImportStatus> list(Optional<UserName> user, Optional<Cursor> after, int limit);

    /** Those of these imports that have not ended. */
    Set<CheckpointId> inProgress(Collection<CheckpointId> ids);

    /** The Active checkpoints in the store that have a file of this SHA-256, a limited number. */
    List<Checkpoint> having(String sha256);

    /**
     * The right to carry out an import.
     *
     * @param job the checkpoint whose files are imported
     * @param attempt the fencing token: how often it was claimed, this time included
     * @param sources of its files, in order
     * @param kept by position, the files that need not be fetched any more
     * @param borrowed the positions of those whose bytes the store has for another checkpoint only
     * @param tries how often it was claimed since it was added or resumed, this time included
     * @param since when it was added or resumed
     */
    record Claim(
            CheckpointId job,
            int attempt,
            List<ImportSource> sources,
            Map<Integer, ModelFile> kept,
            Set<Integer> borrowed,
            int tries,
            Instant since)
            implements dev.atelier.application.queue.Claim<CheckpointId> {

        public Claim {
            sources = List.copyOf(sources);
            kept = Map.copyOf(kept);
            borrowed = Set.copyOf(borrowed);
        }
    }
}
