package dev.atelier.domain.model;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFormat;
import java.util.Locale;

/** The uploaded file of a model: a model file, or a {@code .tar} that contains one. */
public record ModelPackage(CheckpointFileName name) {

    private static final String PACKED = ".tar";

    public ModelPackage {
        if (!isPacked(name) && !isModel(name.value())) {
            throw new InvalidRequestException("file " + name
                    + " is not a model: its name should end in .safetensors, .ckpt, .pt, .pth or .bin, or in " + PACKED
                    + " for an archive that holds such a file");
        }
    }

    /** Whether a file of that name contains the weights of a model. */
    public static boolean isModel(String fileName) {
        return ModelFormat.of(fileName).filter(ModelFormat::isWeights).isPresent();
    }

    /** Whether the model has to be extracted. */
    public boolean isPacked() {
        return isPacked(name);
    }

    private static boolean isPacked(CheckpointFileName name) {
        return name.value().toLowerCase(Locale.ROOT).endsWith(PACKED);
    }

    @Override
    public String toString() {
        return name.value();
    }
}
