package dev.atelier.rest.console;

import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.application.inference.FindGenerationModel;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The models that a form lets choose from. Thread-safe. */
@Singleton
class ModelNames {

    /** More names than a list can be chosen from. */
    private static final int MOST = 1000;

    private static final Permission LIST = Permission.parse("checkpoint:list");

    private final ListCheckpoints checkpoints;

    ModelNames(ListCheckpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** The files of those that are open to the caller, by name; none where the caller may not list them. */
    List<String> of(Caller caller, CheckpointType type, Predicate<Checkpoint> fit) {
        return of(caller, type, fit, FindGenerationModel::usable);
    }

    /** As above, those of ControlNet: nodes list them without the ending of their files. */
    List<String> ofControlNet(Caller caller) {
        return of(
                caller,
                CheckpointType.CONTROL_NET,
                model -> true,
                model -> model.origin() == Checkpoint.Origin.NODE
                        ? model.files().stream().map(ModelFile::name)
                        : FindGenerationModel.usable(model));
    }

    private List<String> of(
            Caller caller,
            CheckpointType type,
            Predicate<Checkpoint> fit,
            Function<Checkpoint, Stream<CheckpointFileName>> files) {
        if (!caller.holds(LIST)) {
            return List.of();
        }
        return checkpoints
                .list(
                        caller,
                        new ListCheckpoints.Query(
                                Optional.empty(), List.of(type), List.of(CheckpointStatus.ACTIVE), Set.of(), 1, MOST))
                .items()
                .stream()
                .filter(fit)
                .flatMap(files)
                .map(CheckpointFileName::value)
                .distinct()
                .sorted()
                .toList();
    }
}
