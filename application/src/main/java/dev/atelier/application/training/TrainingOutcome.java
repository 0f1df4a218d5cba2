package dev.atelier.application.training;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.util.List;

/** The outcome of a training. */
public sealed interface TrainingOutcome {

    /**
     * It made these model files, which are stored below the job's output; the final one first, then those of single
     * epochs.
     */
    record Succeeded(List<CheckpointFileName> models) implements TrainingOutcome {

        public Succeeded {
            models = List.copyOf(models);
            if (models.isEmpty()) {
                throw new IllegalArgumentException("a training that succeeded has made a model");
            }
        }
    }

    /** The reason is shown to the client. */
    record Failed(String reason) implements TrainingOutcome {}
}
