package dev.atelier.application.checkpoint;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The checkpoints. A file name is taken once for each type. Thread-safe. */
public interface Checkpoints {

    /** Adds the checkpoint; one of its file names is taken already: {@link NameTaken}, and nothing is added. */
    void add(Checkpoint checkpoint);

    /**
     * Replaces the checkpoint with the same id if it still has that status; otherwise answers false and changes nothing.
     * A new file name that is taken is {@link NameTaken}.
     */
    boolean update(Checkpoint checkpoint, CheckpointStatus expected);

    Optional<Checkpoint> find(CheckpointId id);

    /** The checkpoint that holds this file, whatever its status. */
    Optional<Checkpoint> find(CheckpointType type, CheckpointFileName file);

    /** Removes the checkpoint; one that is not there is no error. */
    void delete(CheckpointId id);

    /** What lies on GPU nodes, whatever its status. */
    List<Checkpoint> onNodes();

    /** A numbered page of what fits the filter, newest first. */
    Slice find(Filter filter, int page, int perPage);

    /**
     * What to list; an empty collection does not restrict.
     *
     * @param openTo roles and users, one of which must be allowed; empty: whoever it is open to
     * @param roles as above, both must hold
     */
    record Filter(
            Set<String> openTo,
            Collection<CheckpointType> types,
            Collection<CheckpointStatus> statuses,
            Set<String> roles) {

        /** Everything of these types and statuses that the caller sees. */
        public static Filter visibleTo(
                Caller caller,
                Collection<CheckpointType> types,
                Collection<CheckpointStatus> statuses,
                Set<String> roles) {
            return new Filter(caller.isAdministrator() ? Set.of() : caller.principals(), types, statuses, roles);
        }
    }

    /** One numbered page, and how many there are of all. */
    record Slice(List<Checkpoint> items, long total) {}
}
