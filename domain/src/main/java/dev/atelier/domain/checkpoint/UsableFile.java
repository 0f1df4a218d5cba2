package dev.atelier.domain.checkpoint;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides which files of a checkpoint may be passed to compute. The store may hold others. */
public final class UsableFile {

    private UsableFile() {}

    /**
     * The reason why compute does not get the file, as the end of a sentence about it; empty when it may.
     *
     * @param companions the files that it is used with, all of its own checkpoint
     */
    public static Optional<String> obstacle(
            CheckpointType type, CheckpointFileName file, Collection<CheckpointFileName> companions) {
        Optional<ModelFormat> format = ModelFormat.of(file.value()).filter(type.formats()::contains);
        if (format.isEmpty()) {
            return Optional.of("cannot be used as a " + type.word() + " model: allowed are files that end in "
                    + extensions(type) + allowedBeside(type));
        }
        if (format.get().isWeights() || companions.stream().anyMatch(model -> isConfiguredBy(model, file))) {
            return Optional.empty();
        }
        return Optional.of("can be used only together with the model that it configures: name a file of the same"
                + " checkpoint that is called " + file.stem() + " and ends in " + extensions(type));
    }

    /** Whether the second file is the configuration that is read when the first one is loaded. */
    public static boolean isConfiguredBy(CheckpointFileName model, CheckpointFileName configuration) {
        return ModelFormat.of(model.value()).filter(ModelFormat::isWeights).isPresent()
                && ModelFormat.of(configuration.value())
                        .filter(ModelFormat.YAML::equals)
                        .isPresent()
                && model.stem().equals(configuration.stem());
    }

    private static String extensions(CheckpointType type) {
        return type.formats().stream()
                .filter(ModelFormat::isWeights)
                .map(ModelFormat::extensions)
                .flatMap(List::stream)
                .collect(Collectors.joining(", "));
    }

    private static String allowedBeside(CheckpointType type) {
        return type.formats().contains(ModelFormat.YAML) ? ", and a .yaml with a model of the same name" : "";
    }
}
