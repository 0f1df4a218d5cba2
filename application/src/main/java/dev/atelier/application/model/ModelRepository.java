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
 * The models. A Complete one is deleted with its checkpoint. Thread-safe.
 *
 * <p>A model is claimed to be created. A claim is valid until it is completed, or until it is claimed again after its
 * lease expired; a lost claim cannot change anything.
 */
public interface ModelRepository {

    void add(Model model);

    Optional<Model> find(ModelId id);

    /** The models that match the filter, newest first, up to a limit. */
    List<Model> listNewest(Filter filter, int limit);

    /**
     * Makes an Initialed model Creating, or claims a Creating one whose lease has expired; of concurrent callers one
     * succeeds. Empty when it was removed, has ended or is claimed.
     */
    Optional<Claim> claim(ModelId id, Duration lease);

    /** Ends the claim and stores the model; false, with nothing changed, when the claim was lost. */
    boolean complete(Claim claim, Model next);

    /**
     * Ends the claim: atomically stores the model as Complete and adds the checkpoint. A file whose content another
     * Active checkpoint has in the store gets the location of that one.
     *
     * @return the stored checkpoint; empty, and nothing changed, when the claim was lost
     * @throws dev.atelier.application.checkpoint.CheckpointNameTakenException if a file name is taken; the model stays
     *     claimed then
     */
    Optional<Checkpoint> complete(Claim claim, Checkpoint checkpoint);

    /**
     * The right to create a model.
     *
     * @param model its present state: Creating
     * @param attempt the fencing token: how often it was claimed, this time included
     */
    record Claim(Model model, int attempt) implements dev.atelier.application.queue.Claim<ModelId> {

        @Override
        public ModelId job() {
            return model.id();
        }
    }

    /**
     * Criteria of a list; an empty collection does not restrict.
     *
     * @param openTo roles and users, one of which must be allowed
     */
    record Filter(Set<Principal> openTo, Set<CheckpointType> types) {

        /** All models of these types that the caller sees. */
        public static Filter visibleTo(Caller caller, Collection<CheckpointType> types) {
            return new Filter(caller.isAdministrator() ? Set.of() : caller.principals(), Set.copyOf(types));
        }
    }
}
