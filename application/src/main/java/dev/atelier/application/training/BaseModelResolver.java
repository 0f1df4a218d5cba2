package dev.atelier.application.training;

import dev.atelier.application.Collaborator;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelDescriptionRepository;
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
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.UsableFile;
import dev.atelier.domain.training.FoundationModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Resolves the base model of a training: a file of an Active checkpoint that is open to the caller. */
@Collaborator
public class BaseModelResolver {

    private final CheckpointRepository checkpoints;
    private final ModelDescriptionRepository descriptions;

    public BaseModelResolver(CheckpointRepository checkpoints, ModelDescriptionRepository descriptions) {
        this.checkpoints = checkpoints;
        this.descriptions = descriptions;
    }

    /** A file of a checkpoint. */
    private record Base(Checkpoint checkpoint, ModelFile file) {}

    /** @throws InvalidRequestException if there is none, or it is known to be of another family than is to be trained */
    ModelFile find(Caller caller, ModelSource source, FoundationModel foundation, Map<String, Object> options) {
        Base base = sought(caller, source);
        ModelFile model = base.file();
        UsableFile.obstacle(CheckpointType.STABLE_DIFFUSION, model.name(), List.of())
                .ifPresent(obstacle -> {
                    throw new InvalidRequestException("file " + model.name() + " " + obstacle);
                });
        ModelFamily trained = foundation.family(options);
        family(base).filter(family -> !family.fits(trained)).ifPresent(family -> {
            throw new InvalidRequestException("model " + model.name() + " is of the family " + family.word() + ", but "
                    + foundation.described(options) + " is for " + trained.word());
        });
        return model;
    }

    private Optional<ModelFamily> family(Base base) {
        CheckpointId id = base.checkpoint().id();
        return Optional.ofNullable(descriptions
                        .find(List.of(id))
                        .getOrDefault(id, Map.of())
                        .get(base.checkpoint().files().indexOf(base.file())))
                .map(ModelDescription::family);
    }

    private Base sought(Caller caller, ModelSource source) {
        if (source instanceof Source.At at) {
            return at(caller, at.place()).orElseThrow(() -> notFound("s3_model_path " + at.place()));
        }
        return source instanceof ModelSource.Identified identified
                ? identified(caller, identified.id())
                : named(caller, ((Source.Named) source).name());
    }

    private Base identified(Caller caller, String id) {
        Checkpoint checkpoint = CheckpointId.parse(id)
                .flatMap(checkpoints::find)
                .filter(found -> found.type() == CheckpointType.STABLE_DIFFUSION)
                .filter(found -> isUsable(found, caller))
                .orElseThrow(() -> notFound("model_id " + TextSanitizer.quote(id)));
        if (checkpoint.files().size() != 1) {
            throw new InvalidRequestException("model_id " + id + " has "
                    + checkpoint.files().size() + " files; a training begins with a model of one file");
        }
        return new Base(checkpoint, checkpoint.files().get(0));
    }

    private Base named(Caller caller, String name) {
        CheckpointFileName file = new CheckpointFileName(name);
        return checkpoints
                .find(CheckpointType.STABLE_DIFFUSION, file)
                .filter(checkpoint -> isUsable(checkpoint, caller))
                .flatMap(checkpoint -> checkpoint.files().stream()
                        .filter(model -> model.name().equals(file))
                        .findFirst()
                        .map(model -> new Base(checkpoint, model)))
                .orElseThrow(() -> notFound("model " + TextSanitizer.quote(name)));
    }

    /** The path of the file, or of the folder of a checkpoint that has just one. */
    private Optional<Base> at(Caller caller, StorageUri place) {
        return Stream.of(place.key().split("/"))
                .map(CheckpointId::parse)
                .flatMap(Optional::stream)
                .findFirst()
                .flatMap(checkpoints::find)
                .filter(checkpoint -> checkpoint.type() == CheckpointType.STABLE_DIFFUSION)
                .filter(checkpoint -> isUsable(checkpoint, caller))
                .flatMap(checkpoint -> fileAt(checkpoint, place).map(file -> new Base(checkpoint, file)));
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
