package dev.atelier.application.training;

import dev.atelier.application.Backends;
import dev.atelier.application.Ids;
import dev.atelier.application.UseCase;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Resource;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingOptions;
import java.time.Clock;
import java.util.Map;

/** Registers the training of a LoRA and hands it to compute. */
@UseCase
public class CreateTraining {

    private static final int SHORT_ID = 8;

    private final Backends backends;
    private final BaseModels baseModels;
    private final TrainingData data;
    private final StorageLayout layout;
    private final Ids ids;
    private final Clock clock;

    public CreateTraining(
            Backends backends, BaseModels baseModels, TrainingData data, StorageLayout layout, Ids ids, Clock clock) {
        this.backends = backends;
        this.baseModels = baseModels;
        this.data = data;
        this.layout = layout;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What to train.
     *
     * @param config options of kohya or sections of them, see {@link TrainingOptions}
     * @param params what the client said, carried along for its answers
     */
    public record Command(
            FoundationModel foundation,
            Source model,
            Source dataset,
            Map<String, Object> config,
            Map<String, Object> params) {}

    /** Something in the store, told by its place or by its name. */
    public sealed interface Source {

        record At(StorageUri place) implements Source {}

        record Named(String name) implements Source {}
    }

    public TrainingJob create(Caller caller, Command command) {
        caller.require(Resource.TRAIN, Action.CREATE);
        TrainingRunner runner = backends.trainer(backends.chosen());
        runner.requireReady();
        TrainingId id = new TrainingId(ids.next());
        Map<String, Object> options = TrainingOptions.of(
                command.foundation(), command.config(), "lora-" + id.toString().substring(0, SHORT_ID));
        ModelFile base = baseModels.find(caller, command.model());
        StorageUri dataset = data.find(caller, command.dataset());
        TrainingJob job = TrainingJob.create(
                id,
                caller.name(),
                command.foundation(),
                base,
                dataset,
                options,
                command.params(),
                layout.trainingInput(id),
                layout.trainingOutput(id),
                backends.chosen(),
                clock.instant());
        runner.start(job);
        return job;
    }
}
