package dev.atelier.sagemaker.training;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.training.TrainingOutcome;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.training.TrainingOptions;
import dev.atelier.domain.training.TrainingSpec;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files in the output folder of a training. */
public final class TrainingOutput {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingOutput.class);

    private final ModelStore store;
    private final ModelFileInspector inspector;

    public TrainingOutput(ModelStore store, ModelFileInspector inspector) {
        this.store = store;
        this.inspector = inspector;
    }

    /**
     * Inspects each model file: the final one first, then those of single epochs. Files without a valid name are
     * ignored.
     */
    TrainingOutcome of(TrainingSpec plan) throws IOException {
        List<CheckpointFileName> models = models(plan.output(), plan.outputName());
        if (models.isEmpty()) {
            return new TrainingOutcome.Failed("the training ended without leaving a model in " + plan.output());
        }
        try {
            for (CheckpointFileName model : models) {
                inspect(model, plan.output().resolve(model.value()));
            }
            return new TrainingOutcome.Succeeded(models);
        } catch (ModelFileRejectedException e) {
            return new TrainingOutcome.Failed(
                    "the trained model file is invalid: " + e.getMessage(), saved(plan.output(), plan.outputName()));
        }
    }

    /** The valid models that a failed or stopped training has left, such as those of single epochs. */
    List<CheckpointFileName> saved(StorageUri output, String outputName) throws IOException {
        List<CheckpointFileName> valid = new ArrayList<>();
        for (CheckpointFileName model : models(output, outputName)) {
            try {
                inspect(model, output.resolve(model.value()));
                valid.add(model);
            } catch (ModelFileRejectedException e) {
                LOG.info("{} in {} is not kept: {}", model, output, e.getMessage());
            }
        }
        return valid;
    }

    private List<CheckpointFileName> models(StorageUri output, String outputName) throws IOException {
        String last = outputName + TrainingOptions.EXTENSION;
        List<String> names = new ArrayList<>();
        try (Stream<StorageUri> files = store.list(output)) {
            files.filter(file -> file.equals(output.resolve(file.fileName())))
                    .map(StorageUri::fileName)
                    .filter(name -> name.endsWith(TrainingOptions.EXTENSION))
                    .forEach(names::add);
        }
        names.sort(Comparator.comparing((String name) -> !name.equals(last)).thenComparing(Comparator.naturalOrder()));
        return names.stream()
                .map(CheckpointFileName::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private void inspect(CheckpointFileName name, StorageUri place) throws IOException {
        try (SeekableByteChannel content = store.openChannel(place)) {
            inspector.inspect(name, content);
        }
    }
}
