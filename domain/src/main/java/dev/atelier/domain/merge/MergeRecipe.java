package dev.atelier.domain.merge;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The inputs and options of a merge. All files are safetensors.
 *
 * @param models A, B and C in this order, as many as the method takes
 * @param customName the name of the result, with or without extension
 * @param half whether every floating-point tensor is stored in 16 bits; otherwise in A's precision
 * @param discard the regular expression of the names of tensors that are left out, at most 200 characters
 * @param vae replaces the VAE of the result
 */
public record MergeRecipe(
        MergeMethod method,
        List<ModelFile> models,
        Multiplier multiplier,
        Optional<String> customName,
        boolean half,
        Optional<String> discard,
        Optional<ModelFile> vae) {

    private static final int MAX_PATTERN_LENGTH = 200;
    private static final String EXTENSION = ".safetensors";

    public MergeRecipe {
        models = List.copyOf(models);
        Stream.concat(models.stream(), vae.stream()).forEach(MergeRecipe::requireSafetensors);
        if (models.size() != method.models()) {
            throw new InvalidRequestException(
                    method.word() + " takes " + method.models() + " models, but " + models.size() + " are given");
        }
        if (discard.isPresent() && discard.get().length() > MAX_PATTERN_LENGTH) {
            throw new InvalidRequestException("discard_weights has "
                    + discard.get().length() + " characters; allowed are at most " + MAX_PATTERN_LENGTH);
        }
    }

    /** The name of the result: the custom name, or one composed of models and multiplier as SD WebUI does it. */
    public CheckpointFileName resultName() {
        return customName
                .map(name -> CheckpointFileName.of(name.endsWith(EXTENSION) ? name : name + EXTENSION))
                .orElseGet(
                        () -> CheckpointFileName.parse(describe() + EXTENSION)
                                .orElseThrow(
                                        () -> new InvalidRequestException(
                                                "a name composed of the models' names would be too long; give the result a custom_name")));
    }

    private static void requireSafetensors(ModelFile file) {
        if (ModelFormat.of(file.name().value())
                .filter(ModelFormat.SAFETENSORS::equals)
                .isEmpty()) {
            throw new InvalidRequestException(file.name() + " cannot be merged; supported are " + EXTENSION + " files");
        }
    }

    private String describe() {
        return switch (method) {
            case NO_INTERPOLATION -> title(0);
            case WEIGHTED_SUM ->
                rounded(1 - multiplier.value()) + "(" + title(0) + ") + " + rounded(multiplier.value()) + "(" + title(1)
                        + ")";
            case ADD_DIFFERENCE ->
                title(0) + " + " + rounded(multiplier.value()) + "(" + title(1) + " - " + title(2) + ")";
        };
    }

    private String title(int model) {
        String name = models.get(model).name().value();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static double rounded(double value) {
        return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).doubleValue();
    }
}
