package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
        if (isListed(type, file)
                || isConfiguration(type, file) && companions.stream().anyMatch(model -> isConfiguredBy(model, file))) {
            return Optional.empty();
        }
        String extensions = String.join(", ", type.extensions());
        return Optional.of(
                isConfiguration(type, file)
                        ? "can be used only together with the model that it configures: name a file of the same"
                                + " checkpoint that is called " + file.stem() + " and ends in " + extensions
                        : "cannot be used as a " + type.word() + " model: allowed are files that end in " + extensions
                                + allowedBeside(type));
    }

    /**
     * Checks that compute may get one of the files of a new checkpoint at least: no node lists others, whose names would be
     * taken for nothing.
     *
     * @throws InvalidRequestException naming the first file, and what is allowed
     */
    public static void requireOne(CheckpointType type, List<CheckpointFileName> files) {
        if (files.stream().allMatch(file -> obstacle(type, file, files).isPresent())) {
            CheckpointFileName first = files.get(0);
            throw new InvalidRequestException("file " + TextSanitizer.quote(first.value()) + " "
                    + obstacle(type, first, files).orElseThrow());
        }
    }

    /** Whether the second file is the configuration that is read when the first one is loaded. */
    public static boolean isConfiguredBy(CheckpointFileName model, CheckpointFileName configuration) {
        return ModelFormat.of(model.value()).filter(ModelFormat::isWeights).isPresent()
                && ModelFormat.of(configuration.value())
                        .filter(ModelFormat.YAML::equals)
                        .isPresent()
                && model.stem().equals(configuration.stem());
    }

    /** Whether nodes list a file of that name as a model of the type: those of Stable-diffusion leave VAEs out. */
    private static boolean isListed(CheckpointType type, CheckpointFileName file) {
        String name = file.value().toLowerCase(Locale.ROOT);
        boolean isVae = type == CheckpointType.STABLE_DIFFUSION
                && type.extensions().stream().anyMatch(extension -> name.endsWith(".vae" + extension));
        return !isVae
                && type.extensions().stream()
                        .anyMatch(extension -> name.endsWith(extension) && name.length() > extension.length());
    }

    private static boolean isConfiguration(CheckpointType type, CheckpointFileName file) {
        return type.isConfigurable()
                && ModelFormat.of(file.value()).filter(ModelFormat.YAML::equals).isPresent();
    }

    private static String allowedBeside(CheckpointType type) {
        return (type == CheckpointType.STABLE_DIFFUSION ? " but not in .vae.safetensors or .vae.ckpt" : "")
                + (type.isConfigurable() ? ", and a .yaml with a model of the same name" : "");
    }
}
