package dev.atelier.application.inference;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.checkpoint.CheckpointLookup;
import dev.atelier.application.checkpoint.ModelByHash;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the Active checkpoints that a payload names, and checks that they are open to the job's user. */
final class ModelAccess {

    private final CheckpointLookup checkpoints;
    private final AuthenticateCaller callers;

    ModelAccess(CheckpointLookup checkpoints, AuthenticateCaller callers) {
        this.checkpoints = checkpoints;
        this.callers = callers;
    }

    /** The models named beyond those that the job has already. Makes no query when none is named. */
    List<ModelReference> resolve(InferenceJob job, Collection<PayloadModelName> named) {
        if (named.isEmpty()) {
            return List.of();
        }
        Set<String> stems = named.stream().map(PayloadModelName::stem).collect(Collectors.toSet());
        List<Checkpoint> found = checkpoints.activeWithStems(stems);
        return named.stream()
                .flatMap(reference -> resolve(job, reference, found).stream())
                .distinct()
                .toList();
    }

    /**
     * A node may take any file of that name, whatever its extension, so all have to be open to the user; the first is
     * returned. A name that is unknown here is left to the node, unless it would take another model for it.
     */
    private List<ModelReference> resolve(InferenceJob job, PayloadModelName reference, List<Checkpoint> found) {
        List<Checkpoint> meant = found.stream()
                .filter(checkpoint -> checkpoint.type() == reference.type())
                .filter(checkpoint -> checkpoint.files().stream().anyMatch(file -> isNamed(file, reference)))
                .toList();
        boolean had = job.models().stream().anyMatch(model -> isNamed(model, reference));
        if (meant.isEmpty() && !had && reference.isReplaced()) {
            Optional<ModelReference> hashed = hashed(job, reference);
            if (hashed.isPresent()) {
                return hashed
                        .filter(model -> job.models().stream()
                                .noneMatch(other -> model.checkpoint().equals(other.checkpoint())
                                        && model.name().equals(other.name())))
                        .stream()
                        .toList();
            }
        }
        boolean guessed = meant.isEmpty() && !had && reference.isMatchedLoosely();
        if (guessed || !areOpen(job, meant)) {
            throw new InvalidRequestException("the payload names a model that does not exist or is not open to user "
                    + job.user() + ": " + reference);
        }
        return had
                ? List.of()
                : meant.stream()
                        .sorted(Comparator.comparing(checkpoint -> !hasExactly(checkpoint, reference)))
                        .limit(1)
                        .map(checkpoint -> used(checkpoint, reference))
                        .toList();
    }

    private Optional<ModelReference> hashed(InferenceJob job, PayloadModelName reference) {
        return ModelByHash.find(checkpoints, user(job.user()), reference.type(), reference.name())
                .map(found -> ModelReference.of(found.checkpoint(), found.file()));
    }

    /** The user is queried only for models that are not open to everyone and that the job does not have already. */
    private boolean areOpen(InferenceJob job, List<Checkpoint> meant) {
        List<Checkpoint> others = meant.stream()
                .filter(checkpoint -> !checkpoint.allowedRolesOrUsers().contains(Principal.EVERYONE))
                .filter(checkpoint ->
                        job.models().stream().noneMatch(model -> checkpoint.id().equals(model.checkpoint())))
                .toList();
        if (others.isEmpty()) {
            return true;
        }
        Caller user = user(job.user());
        return others.stream().allMatch(checkpoint -> user.isPermittedBy(checkpoint.allowedRolesOrUsers()));
    }

    private static ModelReference used(Checkpoint checkpoint, PayloadModelName reference) {
        return ModelReference.of(
                checkpoint,
                checkpoint.files().stream()
                        .filter(file -> isNamed(file, reference))
                        .findFirst()
                        .orElseThrow()
                        .name());
    }

    /** A deleted user has access only to what is open to everyone. */
    private Caller user(UserName name) {
        return callers.find(name).orElseGet(() -> new Caller(name, Set.of(), Set.of()));
    }

    /** Files of one name in different folders of a node differ in their folder only. */
    private static boolean hasExactly(Checkpoint checkpoint, PayloadModelName reference) {
        return checkpoint.files().stream()
                .anyMatch(
                        file -> reference.name().strip().startsWith(file.name().value()));
    }

    private static boolean isNamed(ModelReference model, PayloadModelName reference) {
        return model.isFile() && model.type() == reference.type() && reference.isStemOf(model.name());
    }

    private static boolean isNamed(ModelFile file, PayloadModelName reference) {
        return reference.isStemOf(file.name().value());
    }
}
