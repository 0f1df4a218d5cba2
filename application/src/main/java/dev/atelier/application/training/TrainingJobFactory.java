package dev.atelier.application.training;

import dev.atelier.application.Ids;
import dev.atelier.application.UseCase;
import dev.atelier.application.compute.Backends;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.Text;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Resource;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingOptions;
import dev.atelier.domain.training.TrainingPlan;
import java.time.Clock;
import java.util.Map;
import java.util.function.BiFunction;

/** Puts together new trainings, of which everything is there that they need. */
@UseCase
public class TrainingJobFactory {

    private static final int SHORT_ID = 8;

    private final Backends backends;
    private final BaseModels baseModels;
    private final TrainingData data;
    private final Ids ids;
    private final Clock clock;

    public TrainingJobFactory(Backends backends, BaseModels baseModels, TrainingData data, Ids ids, Clock clock) {
        this.backends = backends;
        this.baseModels = baseModels;
        this.data = data;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * An Initial job, which is not stored yet.
     *
     * @param folder where a training with that id, which makes a model of that name, keeps its files
     */
    TrainingJob create(
            Caller caller, CreateAndStartTraining.Command command, BiFunction<TrainingId, String, StorageUri> folder) {
        caller.require(Resource.TRAIN, Action.CREATE);
        backends.trainer(backends.chosen()).requireReady();
        TrainingId id = new TrainingId(ids.next());
        Map<String, Object> options = TrainingOptions.of(
                command.foundation(), command.config(), "lora-" + id.toString().substring(0, SHORT_ID));
        Text.requireName(
                TrainingOptions.OUTPUT_NAME,
                options.get(TrainingOptions.OUTPUT_NAME).toString());
        ModelFile base = baseModels.find(caller, command.model());
        StorageUri dataset = data.find(caller, command.dataset());
        StorageUri files =
                folder.apply(id, options.get(TrainingOptions.OUTPUT_NAME).toString());
        TrainingPlan plan = new TrainingPlan(
                command.foundation(),
                base,
                dataset,
                command.pictures(),
                options,
                command.params(),
                StorageLayout.trainingInput(files),
                StorageLayout.trainingOutput(files),
                backends.chosen());
        return TrainingJob.create(id, caller.name(), plan, clock.instant());
    }
}
