package dev.atelier.application.training;

import dev.atelier.application.Collaborator;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.training.CreateAndStartTraining.ModelSource;
import dev.atelier.application.training.CreateAndStartTraining.Source;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.UsableFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Resolves the base model of a training: a file of an Active checkpoint that is open to the caller. */
@Collaborator
public class BaseModelResolver {

    private final CheckpointRepository checkpoints;

    public BaseModelResolver(CheckpointRepository checkpoints) {
        this.checkpoints = checkpoints;
    }

    ModelFile find(Caller caller, ModelSource source) {
        ModelFile model = sought(caller, source);
        UsableFile.obstacle(CheckpointType.STABLE_DIFFUSION, model.name(), List.of())
                .ifPresent(obstacle -> {
                    throw new InvalidRequestException("file " + model.name() + " " + obstacle);
                });
        return model;
    }

    private ModelFile sought(Caller caller, ModelSource source) {
        if (source instanceof Source.At at) {
            return at(caller, at.place()).orElseThrow(() -> notFound("s3_model_path " + at.place()));
        }
        return source instanceof ModelSource.Identified identified
                ? identified(caller, identified.id())
                : named(caller, ((Source.Named) source).name());
    }

    private ModelFile identified(Caller caller, String id) {
        Checkpoint checkpoint = CheckpointId.parse(id)
                .flatMap(checkpoints::find)
                .filter(found -> found.type() == CheckpointType.STABLE_DIFFUSION)
                .filter(found -> isUsable(found, caller))
                .orElseThrow(() -> notFound("model_id " + TextSanitizer.quote(id)));
        if (checkpoint.files().size() != 1) {
            throw new InvalidRequestException("model_id " + id + " has "
                    + checkpoint.files().size() + " files; a training begins with a model of one file");
        }
        return checkpoint.files().get(0);
    }

    private ModelFile named(Caller caller, String name) {
        CheckpointFileName file = new CheckpointFileName(name);
        return checkpoints
                .find(CheckpointType.STABLE_DIFFUSION, file)
                .filter(checkpoint -> isUsable(checkpoint, caller))
                .flatMap(checkpoint -> checkpoint.files().stream()
                        .filter(model -> model.name().equals(file))
                        .findFirst())
                .orElseThrow(() -> notFound("model " + TextSanitizer.quote(name)));
    }

    /** The path of the file, or of the folder of a checkpoint that has just one. */
    private Optional<ModelFile> at(Caller caller, StorageUri place) {
        return Stream.of(place.key().split("/"))
                .map(CheckpointId::parse)
                .flatMap(Optional::stream)
                .findFirst()
                .flatMap(checkpoints::find)
                .filter(checkpoint -> checkpoint.type() == CheckpointType.STABLE_DIFFUSION)
                .filter(checkpoint -> isUsable(checkpoint, caller))
                .flatMap(checkpoint -> fileAt(checkpoint, place));
    }

    /**
     * Deduplicated bytes may be stored with another checkpoint; clients know the location by the checkpoint's own
     * folder.
     */
    private static Optional<ModelFile> fileAt(Checkpoint checkpoint, StorageUri place) {
        List<ModelFile> files = checkpoint.files();
        if (files.size() == 1 && place.equals(checkpoint.location())) {
            return Optional.of(files.get(0));
        }
        return files.stream()
                .filter(file -> file.location().equals(place)
                        || checkpoint.location().resolve(file.name().value()).equals(place))
                .findFirst();
    }

    private static boolean isUsable(Checkpoint checkpoint, Caller caller) {
        if (checkpoint.status() != CheckpointStatus.ACTIVE || !caller.isPermittedBy(checkpoint.allowedRolesOrUsers())) {
            return false;
        }
        if (checkpoint.origin() == Checkpoint.Origin.NODE) {
            throw new InvalidRequestException(
                    "checkpoint " + checkpoint.id() + " is stored on a GPU node only; upload it to train with it");
        }
        return true;
    }

    private static InvalidRequestException notFound(String what) {
        return new InvalidRequestException(what + " is not found among the Active Stable-diffusion checkpoints");
    }
}
