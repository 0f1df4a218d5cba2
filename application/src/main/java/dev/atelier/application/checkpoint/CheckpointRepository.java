package dev.atelier.application.checkpoint;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The checkpoints. A file name is taken once for each type, but for Disabled checkpoints, whose names are free: they keep
 * them without holding them. Thread-safe.
 */
public interface CheckpointRepository {

    /** Adds the checkpoint; one of its file names is taken already: {@link CheckpointNameTakenException}, and nothing is added. */
    void add(Checkpoint checkpoint);

    /**
     * Replaces the checkpoint with the same id if it still has that status; otherwise answers false and changes nothing.
     * A new file name that is taken is {@link CheckpointNameTakenException}.
     */
    boolean update(Checkpoint checkpoint, CheckpointStatus expected);

    /**
     * As {@link #update}, and a file whose content another Active checkpoint has in the store already lies there from now
     * on; so do equal files of this one. Content that is just being {@link #beginDeletion released} is not used again.
     *
     * @return the checkpoint as it is now; empty, and nothing changed, when it had another status
     */
    Optional<Checkpoint> updateDeduplicated(Checkpoint checkpoint, CheckpointStatus expected);

    /**
     * Begins the end of a checkpoint: nobody comes to share its files any more.
     *
     * @return which of its files' locations others use, so that the bytes there have to stay
     */
    Set<StorageUri> beginDeletion(CheckpointId id);

    Optional<Checkpoint> find(CheckpointId id);

    /** The checkpoint that holds this file name: an Initial or an Active one. */
    Optional<Checkpoint> find(CheckpointType type, CheckpointFileName file);

    /** The Active checkpoints that have a file with one of these {@linkplain CheckpointFileName#stem stems}, in no order. */
    List<Checkpoint> activeWithStems(Set<String> stems);

    /** Removes the checkpoint; one that is not there is no error. */
    void delete(CheckpointId id);

    /** What lies on GPU nodes, whatever its status. */
    List<Checkpoint> findAllOnNodes();

    /** A numbered page of what fits the filter, newest first. */
    Slice find(Filter filter, int page, int perPage);

    /**
     * What to list; an empty collection does not restrict.
     *
     * @param openTo sets of roles and users; one of each set must be allowed
     * @param creator only what this user made, existing or deleted
     */
    record Filter(
            List<Set<Principal>> openTo,
            Collection<CheckpointType> types,
            Collection<CheckpointStatus> statuses,
            Optional<UserName> creator) {

        public Filter(
                List<Set<Principal>> openTo, Collection<CheckpointType> types, Collection<CheckpointStatus> statuses) {
            this(openTo, types, statuses, Optional.empty());
        }

        /** Everything of these types and statuses that the caller sees and that is open to one of the roles. */
        public static Filter visibleTo(
                Caller caller,
                Collection<CheckpointType> types,
                Collection<CheckpointStatus> statuses,
                Set<Principal> roles) {
            return new Filter(List.of(seenBy(caller), roles), types, statuses);
        }

        /** The same, as far as another user sees it too. */
        public Filter alsoVisibleTo(Caller other) {
            return new Filter(
                    Stream.concat(openTo.stream(), Stream.of(seenBy(other))).toList(), types, statuses, creator);
        }

        /** The same, as far as this user made it. */
        public Filter madeBy(UserName user) {
            return new Filter(openTo, types, statuses, Optional.of(user));
        }

        private static Set<Principal> seenBy(Caller caller) {
            return caller.isAdministrator() ? Set.of() : caller.principals();
        }
    }

    /** One numbered page, and how many there are of all. */
    record Slice(List<Checkpoint> items, long total) {}
}
