package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.ImageDefaults;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingOptions;
import java.util.Map;

/** Creates the training of a LoRA and submits it to its backend. */
@UseCase
public class CreateAndStartTraining {

    private final TrainingJobFactory trainings;
    private final BackendRegistry backendRegistry;
    private final StorageLayout layout;

    public CreateAndStartTraining(TrainingJobFactory trainings, BackendRegistry backendRegistry, StorageLayout layout) {
        this.trainings = trainings;
        this.backendRegistry = backendRegistry;
        this.layout = layout;
    }

    /**
     * The training to create.
     *
     * @param images defaults for the images of the dataset
     * @param config options of kohya or sections of them, see {@link TrainingOptions}
     * @param params pass-through metadata of the client
     */
    public record Command(
            FoundationModel foundation,
            ModelSource model,
            Source dataset,
            ImageDefaults images,
            Map<String, Object> config,
            Map<String, Object> params) {}

    /** A model in the store, identified by its id, a location or a name. */
    public sealed interface ModelSource {

        record Identified(String id) implements ModelSource {}
    }

    /** A file or folder in the store, identified by its location or by its name. */
    public sealed interface Source extends ModelSource {

        record At(StorageUri place) implements Source {}

        record Named(String name) implements Source {}
    }

    public TrainingJob create(Caller caller, Command command) {
        return create(caller, command, trainings.newId());
    }

    /** As above, with an id of the caller's choice. */
    public TrainingJob create(Caller caller, Command command, TrainingId chosen) {
        TrainingJob job = trainings
                .create(caller, command, chosen, (id, model) -> layout.training(id))
                .queue();
        backendRegistry.trainer(job.plan().backend()).start(job);
        return job;
    }
}
