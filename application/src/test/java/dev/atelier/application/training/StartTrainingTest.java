package dev.atelier.application.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.dataset.DatasetFolders;
import dev.atelier.application.testing.Concurrently;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryBackend;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestDatasets;
import dev.atelier.application.training.CreateAndStartTraining.ModelSource;
import dev.atelier.application.training.CreateAndStartTraining.Source;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.ImageDefaults;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trainings that are created first and started later. */
class StartTrainingTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final TrainingDatasetResolver data = new TrainingDatasetResolver(
            atelier.datasets, atelier.store, atelier.layout, new DatasetFolders(atelier.datasets, atelier.layout));
    private final CreateTraining register = new CreateTraining(
            new TrainingJobFactory(
                    atelier.backendRegistry,
                    new BaseModelResolver(atelier.checkpoints, atelier.descriptions),
                    data,
                    atelier.ids,
                    atelier.clock),
            atelier.trainings,
            atelier.layout);
    private final StartTraining start = new StartTraining(atelier.trainings, atelier.backendRegistry, data);
    private final Caller ann = TestCallers.designer("ann");
    private Checkpoint base;

    @BeforeEach
    void prepare() {
        base = atelier.add(TestCheckpoints.checkpoint().files("v1-5.safetensors"));
        atelier.write(new StorageUri("atelier", "dataset/lego/a.png"), "image");
    }

    @Test
    void aRegisteredTrainingWaitsForItsStart() {
        TrainingJob job = register.register(ann, command(base.id().toString()));

        assertThat(atelier.trainings.find(job.id())).contains(job);
        assertThat(job.status()).isEqualTo(TrainingStatus.INITIAL);
        assertThat(job.plan().base()).isEqualTo(base.files().get(0));
        assertThat(job.plan().images()).isEqualTo(new ImageDefaults(1, "a brick"));
        assertThat(job.input()).hasToString("s3://atelier/Stable-diffusion/train/bricks/" + job.id() + "/input");
        assertThat(job.output()).hasToString("s3://atelier/Stable-diffusion/train/bricks/" + job.id() + "/output");
        assertThat(claim()).isEmpty();
    }

    @Test
    void itIsHandedOverWhenItIsStarted() {
        TrainingJob job = register.register(ann, command(base.id().toString()));

        TrainingJob started = start.start(ann, job.id());

        assertThat(started).isEqualTo(job.queue());
        assertThat(atelier.trainings.find(job.id())).contains(started);
        assertThat(claim()).contains(job.id());
    }

    @Test
    void itIsStartedOnce() throws Exception {
        TrainingJob job = register.register(ann, command(base.id().toString()));

        List<Boolean> started = Concurrently.times(4, () -> isStarted(job));

        assertThat(started).containsOnlyOnce(true);
        assertThatThrownBy(() -> start.start(ann, job.id()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is Pending");
    }

    @Test
    void whatComputeRejectsStaysStartable() {
        TrainingJob job = register.register(ann, command(base.id().toString()));
        atelier.trainer.reject(new InvalidRequestException("set this or that"));

        assertThatThrownBy(() -> start.start(ann, job.id())).hasMessage("set this or that");
        assertThat(atelier.trainings.find(job.id())).contains(job);

        atelier.trainer.reject(null);
        start.start(ann, job.id());
    }

    @Test
    void aDatasetThatWasDisabledMeanwhileIsNotTrainedOn() {
        TrainingJob job = register.register(ann, command(base.id().toString()));
        Dataset lego = atelier.add(TestDatasets.dataset().name("lego").status(DatasetStatus.DISABLED));

        assertThatThrownBy(() -> start.start(ann, job.id()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("dataset " + lego.name() + " is Disabled");
        assertThat(atelier.trainings.find(job.id())).contains(job);
    }

    @Test
    void theBaseModelMustBeUsable() {
        Checkpoint hidden = atelier.add(TestCheckpoints.checkpoint().openTo("others"));
        Checkpoint lora = atelier.add(TestCheckpoints.checkpoint().type(CheckpointType.LORA));
        for (String id : List.of(
                hidden.id().toString(), lora.id().toString(), UUID.randomUUID().toString(), "nonsense")) {
            assertThatThrownBy(() -> register.register(ann, command(id)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("model_id \"" + id + "\" is not found among the Active Stable-diffusion checkpoints");
        }
        Checkpoint two = atelier.add(TestCheckpoints.checkpoint().files("a.ckpt", "b.ckpt"));
        assertThatThrownBy(() -> register.register(ann, command(two.id().toString())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("has 2 files");
        assertThat(atelier.trainings.page(Optional.empty(), Optional.empty(), 1).items())
                .isEmpty();
    }

    @Test
    void onlyWhoMayTrainStartsAndOnlyTheirOwn() {
        TrainingJob job = register.register(ann, command(base.id().toString()));

        assertThatThrownBy(() -> start.start(TestCallers.holding("ann", "train:list"), job.id()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("train:create");
        assertThatThrownBy(() -> start.start(TestCallers.designer("bob"), job.id()))
                .isInstanceOf(PermissionDeniedException.class);
        TrainingId unknown = new TrainingId(UUID.randomUUID());
        assertThatThrownBy(() -> start.start(ann, unknown)).isInstanceOf(NotFoundException.class);
        assertThat(atelier.trainings.find(job.id())).contains(job);
    }

    private boolean isStarted(TrainingJob job) {
        try {
            start.start(ann, job.id());
            return true;
        } catch (InvalidRequestException e) {
            assertThat(e).hasMessageContaining(job.id().toString());
            return false;
        }
    }

    private Optional<TrainingId> claim() {
        return atelier.trainings
                .claim(InMemoryBackend.NAME, "worker", Duration.ofMinutes(1))
                .map(TrainingQueue.Claim::job);
    }

    private static CreateAndStartTraining.Command command(String model) {
        return new CreateAndStartTraining.Command(
                FoundationModel.SD_1_5,
                new ModelSource.Identified(model),
                new Source.At(new StorageUri("atelier", "dataset/lego")),
                new ImageDefaults(1, "a brick"),
                Map.of("output_name", "bricks"),
                Map.of());
    }
}
