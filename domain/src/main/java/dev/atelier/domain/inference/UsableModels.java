package dev.atelier.domain.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.UsableFile;
import java.util.List;

/** Checks that the stored files of a job's models may be passed to compute. */
public final class UsableModels {

    private UsableModels() {}

    /** @throws InvalidRequestException naming the first file that may not, and what is allowed */
    public static void require(List<ModelReference> models) {
        models.stream().filter(ModelReference::isStored).forEach(model -> require(model, models));
    }

    private static void require(ModelReference model, List<ModelReference> models) {
        CheckpointFileName file = new CheckpointFileName(model.name());
        List<CheckpointFileName> companions = models.stream()
                .filter(other -> model.checkpoint().equals(other.checkpoint()) && other.type() == model.type())
                .map(other -> new CheckpointFileName(other.name()))
                .toList();
        UsableFile.obstacle(model.type(), file, companions).ifPresent(obstacle -> {
            throw new InvalidRequestException("file " + file + " " + obstacle);
        });
    }
}
