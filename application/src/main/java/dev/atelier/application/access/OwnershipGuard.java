package dev.atelier.application.access;

import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds what users own, for callers who may use what this owner has. Thread-safe.
 *
 * @param <I> the type of its id
 * @param <T> the type of what is owned
 */
public final class OwnershipGuard<I, T> {

    public static final OwnershipGuard<CheckpointId, Checkpoint> CHECKPOINT =
            new OwnershipGuard<>("checkpoint", "checkpoint not found with id %s", Checkpoint::creator);
    public static final OwnershipGuard<InferenceJobId, InferenceJob> INFERENCE =
            new OwnershipGuard<>("inference", "inference with id %s not found", InferenceJob::user);
    public static final OwnershipGuard<ModelId, Model> MODEL =
            new OwnershipGuard<>("model", "model with id %s is not found", Model::creator);
    public static final OwnershipGuard<TrainingId, TrainingJob> TRAINING =
            new OwnershipGuard<>("training", "Job with id %s not found", TrainingJob::user);

    private final String kind;
    private final String missing;
    private final Function<T, UserName> owner;

    private OwnershipGuard(String kind, String missing, Function<T, UserName> owner) {
        this.kind = kind;
        this.missing = missing;
        this.owner = owner;
    }

    /**
     * @param finder of the repository
     * @throws NotFoundException if there is none
     * @throws dev.atelier.domain.access.PermissionDeniedException if it is another user's, and the caller may not use that
     */
    public T find(Function<I, Optional<T>> finder, Caller caller, I id) {
        return findIfPresent(finder, caller, id).orElseThrow(() -> notFound(id));
    }

    /** As {@link #find}, but empty if there is none. */
    public Optional<T> findIfPresent(Function<I, Optional<T>> finder, Caller caller, I id) {
        Optional<T> found = finder.apply(id);
        found.ifPresent(owned -> caller.requireOwnership(owner.apply(owned), kind + " " + id));
        return found;
    }

    /** The exception for one that there is not, or no longer. */
    public NotFoundException notFound(I id) {
        return new NotFoundException(missing.formatted(id));
    }
}
