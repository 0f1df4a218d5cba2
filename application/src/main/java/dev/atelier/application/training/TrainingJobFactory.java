package dev.atelier.application.training;

import dev.atelier.application.Collaborator;
import dev.atelier.application.IdGenerator;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingOptions;
import dev.atelier.domain.training.TrainingSpec;
import java.time.Clock;
import java.util.Map;
import java.util.function.BiFunction;

/** Creates training jobs, after resolving all their inputs. */
@Collaborator
public class TrainingJobFactory {

    private static final int SHORT_ID = 8;

    private final BackendRegistry backendRegistry;
    private final BaseModelResolver baseModelResolver;
    private final TrainingDatasetResolver data;
    private final IdGenerator idGenerator;
    private final Clock clock;

    public TrainingJobFactory(
            BackendRegistry backendRegistry,
            BaseModelResolver baseModelResolver,
            TrainingDatasetResolver data,
            IdGenerator idGenerator,
            Clock clock) {
        this.backendRegistry = backendRegistry;
        this.baseModelResolver = baseModelResolver;
        this.data = data;
        this.idGenerator = idGenerator;
        this.clock = clock;
    }

    TrainingId newId() {
        return new TrainingId(idGenerator.next());
    }

    /**
     * An Initial job, which is not stored yet.
     *
     * @param folder the folder of the files, given the training's id and the name of its result
     */
    TrainingJob create(
            Caller caller,
            CreateAndStartTraining.Command command,
            TrainingId id,
            BiFunction<TrainingId, String, StorageUri> folder) {
        caller.require(ResourceType.TRAIN, Action.CREATE);
        backendRegistry.trainer(backendRegistry.chosen()).requireReady();
        Map<String, Object> options = TrainingOptions.of(
                command.foundation(), command.config(), "lora-" + id.toString().substring(0, SHORT_ID));
        TextSanitizer.requireName(
                TrainingOptions.OUTPUT_NAME,
                options.get(TrainingOptions.OUTPUT_NAME).toString());
        ModelFile base = baseModelResolver.find(caller, command.model(), command.foundation(), options);
        StorageUri dataset = data.find(caller, command.dataset());
        StorageUri files =
                folder.apply(id, options.get(TrainingOptions.OUTPUT_NAME).toString());
        TrainingSpec plan = new TrainingSpec(
                command.foundation(),
                base,
                dataset,
                command.images(),
                options,
                command.params(),
                StorageLayout.trainingInput(files),
                StorageLayout.trainingOutput(files),
                backendRegistry.chosen());
        data.requireReadable(plan);
        return TrainingJob.create(id, caller.name(), plan, clock.instant());
    }
}
