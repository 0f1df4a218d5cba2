package dev.atelier.application.checkpoint;

import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The checkpoints as jobs need them, which is often. What another process has changed may be seen a second late, what
 * this one has changed is seen at once; so nothing read here may be written back. Thread-safe.
 */
public interface CheckpointLookup {

    Optional<Checkpoint> find(CheckpointId id);

    /** The checkpoint, Initial or Active, that has this file name. */
    Optional<Checkpoint> find(CheckpointType type, CheckpointFileName file);

    /** The Active checkpoints that have a file with one of these {@linkplain CheckpointFileName#stem stems}, in no order. */
    List<Checkpoint> activeWithStems(Set<String> stems);

    /** The Disabled checkpoints that have this file name, in no order. */
    List<Checkpoint> disabled(CheckpointType type, CheckpointFileName file);

    /** How many files {@link #activeWithHash} returns at most. */
    int MOST_HASHED = 100;

    /**
     * The files of Active checkpoints of this type with this hash, of whichever kind, in no order. Those that were not read yet have
     * none but the SHA-256 that is known of most since their upload.
     *
     * @param hash as {@link dev.atelier.domain.checkpoint.ModelHashes#parse} returns it
     * @param openTo roles and users, to one of which the checkpoints are open; empty does not restrict
     */
    List<HashedFile> activeWithHash(CheckpointType type, String hash, Set<Principal> openTo);

    /** A file of a checkpoint, and the SHA-256 of its bytes. */
    record HashedFile(Checkpoint checkpoint, CheckpointFileName file, String sha256) {}
}
