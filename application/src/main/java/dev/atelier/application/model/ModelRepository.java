package dev.atelier.application.model;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The models. A Complete one goes with its checkpoint when that is deleted. Thread-safe.
 *
 * <p>Whoever creates a model claims it first. A claim holds until it is settled, or until somebody else claims the model once
 * the lease has lapsed; whoever lost it cannot change anything any more.
 */
public interface ModelRepository {

    void add(Model model);

    Optional<Model> find(ModelId id);

    /** What fits the filter, newest first, at most so many. */
    List<Model> listNewest(Filter filter, int limit);

    /**
     * Makes an Initialed model Creating, or takes over a Creating one whose lease has lapsed; of several who ask at once, one
     * gets it. Empty when it is gone, has ended or is in other hands.
     */
    Optional<Claim> claim(ModelId id, Duration lease);

    /** Ends the claim: the model becomes this one; false, and nothing changed, when the claim was lost. */
    boolean settle(Claim claim, Model next);

    /**
     * Ends the claim: the model becomes Complete and the checkpoint is added, both or neither. A file whose content another
     * Active checkpoint has in the store already lies there from now on. A file name that is taken is
     * {@link dev.atelier.application.checkpoint.CheckpointNameTakenException}, and then the claim goes on.
     *
     * @return the checkpoint as it is now; empty, and nothing changed, when the claim was lost
     */
    Optional<Checkpoint> complete(Claim claim, Checkpoint checkpoint);

    /**
     * The right to create a model.
     *
     * @param model as it is now: Creating
     * @param attempt how often it was claimed, this time included; grows with each claim
     */
    record Claim(Model model, int attempt) {}

    /**
     * What to list; an empty collection does not restrict.
     *
     * @param openTo roles and users, one of which must be allowed
     */
    record Filter(Set<Principal> openTo, Set<CheckpointType> types) {

        /** Everything of these types that the caller sees. */
        public static Filter visibleTo(Caller caller, Collection<CheckpointType> types) {
            return new Filter(caller.isAdministrator() ? Set.of() : caller.principals(), Set.copyOf(types));
        }
    }
}
