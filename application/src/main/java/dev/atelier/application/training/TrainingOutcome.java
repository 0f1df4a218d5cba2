package dev.atelier.application.training;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.util.List;

/** How a training ended. */
public sealed interface TrainingOutcome {

    /** It made these model files, which lie below the job's output; the final one first, then those of single epochs. */
    record Succeeded(List<CheckpointFileName> models) implements TrainingOutcome {

        public Succeeded {
            models = List.copyOf(models);
            if (models.isEmpty()) {
                throw new IllegalArgumentException("a training that succeeded has made a model");
            }
        }
    }

    /** It did not work; the reason is for the client to read. */
    record Failed(String reason) implements TrainingOutcome {}
}
