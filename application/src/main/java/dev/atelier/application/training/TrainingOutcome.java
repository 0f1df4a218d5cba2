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

    /**
     * It failed.
     *
     * @param reason shown to the client
     * @param models the models that it had saved before, which are stored below the job's output
     */
    record Failed(String reason, List<CheckpointFileName> models) implements TrainingOutcome {

        public Failed {
            models = List.copyOf(models);
        }

        public Failed(String reason) {
            this(reason, List.of());
        }
    }
}
