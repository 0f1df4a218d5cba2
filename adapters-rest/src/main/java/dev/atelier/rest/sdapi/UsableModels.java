package dev.atelier.rest.sdapi;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.application.inference.FindGenerationModel;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The models that a caller may use, by the names that WebUI gives them. */
@SdapiEnabled
@Singleton
class UsableModels {

    private static final Permission TO_LIST = new Permission(ResourceType.CHECKPOINT, Action.LIST);
    private static final int PAGE = 100;

    /** How many digits of the hash are in a title. */
    private static final int SHORT_HASH = 10;

    /** More than any file's name with its hash. */
    private static final int MAX_TITLE = 400;

    private final ListCheckpoints list;
    private final FindGenerationModel find;

    UsableModels(ListCheckpoints list, FindGenerationModel find) {
        this.list = list;
        this.find = find;
    }

    /** A file of a model. */
    record Model(String file, @Nullable String sha256) {

        /** The name that options and requests use. It has the hash once that is known; both forms are understood. */
        String title() {
            return sha256 == null ? file : file + " [" + shortHash() + "]";
        }

        @Nullable
        String shortHash() {
            return sha256 == null ? null : sha256.substring(0, SHORT_HASH);
        }

        String modelName() {
            return new CheckpointFileName(file).stem();
        }
    }

    /** Those of a type, by file name; without the permission to list checkpoints there are none. */
    List<Model> all(Caller caller, CheckpointType type) {
        List<Model> models = new ArrayList<>();
        if (!caller.holds(TO_LIST)) {
            return models;
        }
        CheckpointRepository.Slice slice;
        int page = 1;
        do {
            slice = list.list(
                    caller,
                    new ListCheckpoints.Query(
                            Optional.empty(), List.of(type), List.of(CheckpointStatus.ACTIVE), Set.of(), page++, PAGE));
            slice.items().forEach(checkpoint -> models.addAll(models(checkpoint)));
        } while (slice.items().size() == PAGE);
        models.sort(Comparator.comparing(Model::file, String.CASE_INSENSITIVE_ORDER));
        return models;
    }

    private static List<Model> models(Checkpoint checkpoint) {
        return FindGenerationModel.usable(checkpoint)
                .map(name -> checkpoint.files().stream()
                        .filter(file -> file.name().equals(name))
                        .findFirst()
                        .map(file -> new Model(name.value(), file.sha256()))
                        .orElseThrow())
                .toList();
    }

    /** The files of the checkpoint that is called so: by title, name or file name, with or without hash, or by the hash alone. */
    Optional<List<String>> files(Caller caller, String called) {
        return called.length() > MAX_TITLE ? Optional.empty() : find.find(caller, called.strip());
    }

    /** The checkpoint with which jobs are generated that name none: the first. */
    Optional<Model> usual(Caller caller) {
        return all(caller, CheckpointType.STABLE_DIFFUSION).stream().findFirst();
    }
}
