package dev.atelier.application.checkpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
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
 * The checkpoints. File names are unique for each type, except for those of Disabled checkpoints, which others may use,
 * and those of models on GPU nodes, which a checkpoint in the store takes over: while it is Initial, the one on nodes is
 * found by its id alone; once it is Active, the one on nodes is removed. All are read as they are stored now. Thread-safe.
 */
public interface CheckpointRepository extends CheckpointLookup {

    /**
     * Adds the checkpoint.
     *
     * @throws CheckpointNameTakenException if one of its file names is taken; nothing is added then
     */
    void add(Checkpoint checkpoint);

    /**
     * Replaces the checkpoint with the same id if it still has that status; otherwise false, with nothing changed. Who may use
     * it stays as it is stored, see {@link #share}.
     *
     * @throws CheckpointNameTakenException if a new file name is taken
     */
    boolean update(Checkpoint checkpoint, CheckpointStatus expected);

    /**
     * As {@link #update}, with deduplication: a file whose content another Active checkpoint has in the store gets the
     * location of that one; equal files of this checkpoint share one. Content of a checkpoint {@linkplain
     * #beginDeletion being deleted} is not used.
     *
     * @return the stored checkpoint; empty, and nothing changed, when it had another status
     */
    Optional<Checkpoint> updateDeduplicated(Checkpoint checkpoint, CheckpointStatus expected);

    /**
     * Changes who may use the checkpoint, and nothing else.
     *
     * @return the stored checkpoint; empty when there is none
     */
    Optional<Checkpoint> share(CheckpointId id, Set<Principal> allowed);

    /**
     * Changes the status and nothing else, so that what others change meanwhile stays. Its files hold their names, or hold them no
     * longer.
     *
     * @param seen whose status has to be the stored one
     * @return the stored checkpoint; empty, and nothing changed, when it had another status or is gone
     * @throws CheckpointNameTakenException if one of its names has been taken meanwhile
     */
    Optional<Checkpoint> changeStatus(Checkpoint seen, CheckpointStatus next);

    /**
     * Begins the deletion of a checkpoint: no other checkpoint can share its files from now on.
     *
     * @return the locations of its files that others use, whose bytes have to stay
     */
    Set<StorageUri> beginDeletion(CheckpointId id);

    /** Whether a checkpoint has a file at exactly this location. */
    boolean isUsed(StorageUri file);

    /** Whether a checkpoint in the store has this file name, so that no other there can get it. */
    default boolean isTaken(CheckpointType type, CheckpointFileName file) {
        return find(type, file)
                .filter(holder -> holder.origin() == Checkpoint.Origin.STORE)
                .isPresent();
    }

    /** Removes the checkpoint. Idempotent. */
    void delete(CheckpointId id);

    /** All checkpoints on GPU nodes, whatever their status. */
    List<Checkpoint> findAllOnNodes();

    /** A numbered page of the checkpoints that match the filter, newest first. */
    Slice find(Filter filter, int page, int perPage);

    /** The checkpoints after the cursor that match the filter, newest first. */
    Page<Checkpoint> page(Filter filter, Optional<Cursor> after, int limit);

    /**
     * Criteria of a list; an empty collection does not restrict.
     *
     * @param openTo sets of roles and users; one of each set must be allowed
     * @param creator only what this user made, existing or deleted
     */
    record Filter(
            List<Set<Principal>> openTo,
            Collection<CheckpointType> types,
            Collection<CheckpointStatus> statuses,
            Optional<UserName> creator,
            CheckpointSearch search) {

        public Filter(
                List<Set<Principal>> openTo, Collection<CheckpointType> types, Collection<CheckpointStatus> statuses) {
            this(openTo, types, statuses, Optional.empty(), CheckpointSearch.NONE);
        }

        /** All checkpoints of these types and statuses that the caller sees and that are open to one of the roles. */
        public static Filter visibleTo(
                Caller caller,
                Collection<CheckpointType> types,
                Collection<CheckpointStatus> statuses,
                Set<Principal> roles) {
            return new Filter(List.of(seenBy(caller), roles), types, statuses);
        }

        /** As {@link #visibleTo}, restricted to what another user sees as well. */
        public Filter alsoVisibleTo(Caller other) {
            return new Filter(
                    Stream.concat(openTo.stream(), Stream.of(seenBy(other))).toList(),
                    types,
                    statuses,
                    creator,
                    search);
        }

        /** The same, as far as this user made it. */
        public Filter madeBy(UserName user) {
            return new Filter(openTo, types, statuses, Optional.of(user), search);
        }

        /** The same, as far as the search finds it. */
        public Filter foundBy(CheckpointSearch other) {
            return new Filter(openTo, types, statuses, creator, other);
        }

        private static Set<Principal> seenBy(Caller caller) {
            return caller.isAdministrator() ? Set.of() : caller.principals();
        }
    }

    /** One numbered page, and the total count. */
    record Slice(List<Checkpoint> items, long total) {}
}
