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
 * The imports that are not through, one for each checkpoint whose files come from other servers. They survive a restart,
 * and go with their checkpoint when that is deleted. A claim holds until its lease lapses; whoever lost it cannot change
 * anything any more. Thread-safe.
 */
public interface CheckpointImportQueue {

    /** Adds the checkpoint and its import. One of its file names is taken: {@link CheckpointNameTakenException}, and nothing is added. */
    void add(Checkpoint checkpoint, List<SourceUrl> urls);

    /** Takes the import that waits longest; of several who ask at once, each gets another or none. */
    Optional<Claim> claim(Duration lease);

    /** Lets the claim hold for so long from now; false when it was lost. */
    boolean renewLease(Claim claim, Duration lease);

    /** Notes that one of the files is in the store; false when the claim was lost. */
    boolean recordFile(Claim claim, int position, ModelFile file);

    /**
     * Ends the import: the checkpoint becomes this one, as {@link CheckpointRepository#updateDeduplicated} does it. A name that is taken
     * is {@link CheckpointNameTakenException}, and then the import goes on.
     *
     * @return the checkpoint as it is now; empty when the claim was lost or the checkpoint is not Initial any more
     */
    Optional<Checkpoint> complete(Claim claim, Checkpoint ended);

    /** Gives the claim up, so that the import waits again after this pause; a claim that was lost is no error. */
    void requeue(Claim claim, Duration pause);

    /**
     * The right to carry out an import.
     *
     * @param attempt how often it was claimed, this time included; grows with each claim
     * @param urls where its files come from, in their order
     * @param kept by position, the files that are in the store already
     */
    record Claim(CheckpointId checkpoint, int attempt, List<SourceUrl> urls, Map<Integer, ModelFile> kept) {

        public Claim {
            urls = List.copyOf(urls);
            kept = Map.copyOf(kept);
        }
    }
}
