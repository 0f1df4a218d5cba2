package dev.atelier.application.inference;

import dev.atelier.application.Collaborator;
import dev.atelier.application.checkpoint.ActiveCheckpointFinder;
import dev.atelier.application.checkpoint.CheckpointLookup;
import dev.atelier.application.checkpoint.ModelByHash;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.UsableModels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Resolves the model names of a request to Active checkpoints. */
@Collaborator
public class ModelNameResolver {

    /** Values that are allowed in place of a VAE's name. */
    private static final Set<String> VAE_WORDS = Set.of("Automatic", "None");

    private static final int MAX_MODELS = 100;

    private final CheckpointLookup checkpoints;

    public ModelNameResolver(CheckpointLookup checkpoints) {
        this.checkpoints = checkpoints;
    }

    List<ModelReference> resolve(Caller caller, Map<CheckpointType, List<String>> names) {
        if (names.values().stream().mapToInt(List::size).sum() > MAX_MODELS) {
            throw new InvalidRequestException("models names more than " + MAX_MODELS + " files");
        }
        List<ModelReference> models = names.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(name -> resolve(caller, entry.getKey(), name)))
                .toList();
        UsableModels.require(models);
        return models;
    }

    private ModelReference resolve(Caller caller, CheckpointType type, String name) {
        if (type == CheckpointType.VAE && VAE_WORDS.contains(name)) {
            return ModelReference.word(type, name);
        }
        CheckpointFileName file = new CheckpointFileName(name);
        return named(caller, type, file)
                .or(() -> CheckpointFileName.parse(ModelByHash.withoutHash(name))
                        .flatMap(title -> named(caller, type, title)))
                .or(() -> hashed(caller, type, name))
                .orElseThrow(() -> ActiveCheckpointFinder.notFound(checkpoints, caller, type, file));
    }

    private Optional<ModelReference> named(Caller caller, CheckpointType type, CheckpointFileName file) {
        return ActiveCheckpointFinder.findIfPresent(checkpoints, caller, type, file)
                .map(checkpoint -> ModelReference.of(checkpoint, file));
    }

    private Optional<ModelReference> hashed(Caller caller, CheckpointType type, String name) {
        return ModelByHash.find(checkpoints, caller, type, name)
                .map(found -> ModelReference.of(found.checkpoint(), found.file()));
    }
}
