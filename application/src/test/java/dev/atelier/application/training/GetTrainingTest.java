package dev.atelier.application.training;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GetTrainingTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final GetTraining get = new GetTraining(atelier.trainings, atelier.checkpoints, atelier.store);
    private final ListTrainings list = new ListTrainings(atelier.trainings);

    @Test
    void linksTheModelsAndTheLog() throws Exception {
        TrainingJob job = add(training().preparing());
        atelier.write(job.output().resolve("train.log"), "epoch 1/10");
        atelier.write(job.output().resolve("demo.safetensors"), "model");
        new CompleteTraining(
                        atelier.trainings,
                        atelier.trainings,
                        atelier.trainings.stopped(),
                        new TrainedModelPublisher(atelier.checkpoints, atelier.users, atelier.describer, atelier.clock),
                        atelier.checkpoints,
                        atelier.store,
                        atelier.clock)
                .complete(job, new TrainingOutcome.Succeeded(List.of(new CheckpointFileName("demo.safetensors"))));

        GetTraining.Details details = get.get(TestCallers.designer("ann"), job.id());

        assertThat(atelier.store.download(details.log().orElseThrow()))
                .asString()
                .isEqualTo("epoch 1/10");
        assertThat(details.models()).containsOnlyKeys("demo.safetensors");
        assertThat(atelier.store.download(details.models().get("demo.safetensors")))
                .asString()
                .isEqualTo("model");
    }

    @Test
    void whatIsNotThereYetIsLeftOut() {
        TrainingJob job = add(training().pending());

        GetTraining.Details details = get.get(TestCallers.designer("ann"), job.id());

        assertThat(details)
                .isEqualTo(new GetTraining.Details(job, LossCurve.NONE, List.of(), details.models(), Optional.empty()));
        assertThat(details.models()).isEmpty();
    }

    @Test
    void linksTheSampleImagesInTheOrderInWhichTheyWereMade() throws Exception {
        TrainingJob job = add(training()
                .with("sample_every_n_epochs", 1)
                .with("sample_prompts", "a cat --w 64\na dog")
                .preparing());
        StorageUri folder = StorageLayout.trainingSamples(job.output());
        for (String file :
                List.of("e000010-00.png", "e000002-01.png", "e000002-00.png", "e000002-02.png", "e000002-00.jpg")) {
            atelier.write(folder.resolve(file), file);
        }

        Caller ann = TestCallers.designer("ann");
        List<GetTraining.Sample> samples = get.get(ann, job.id()).samples();

        assertThat(samples)
                .extracting(sample -> sample.image() + " " + sample.prompt())
                .containsExactly("e000002-00 a cat --w 64", "e000002-01 a dog", "e000010-00 a cat --w 64");
        assertThat(get.samples(job)).isEqualTo(samples);
        assertThat(atelier.store.links()).isZero();
        assertThat(atelier.store.download(get.link(job, samples.get(1))))
                .asString()
                .isEqualTo("e000002-01.png");
    }

    @Test
    void isForTheOwnerAndAdministrators() {
        TrainingJob job = add(training().pending());

        atelier.trainings.lossesAre(job.id(), LossCurve.NONE.with(1, 0.5));

        assertThat(get.get(TestCallers.administrator(), job.id()).job()).isEqualTo(job);
        assertThat(get.get(TestCallers.designer("ann"), job.id()).losses()).isEqualTo(LossCurve.NONE.with(1, 0.5));
        assertThat(get.state(TestCallers.designer("ann"), job.id()))
                .isEqualTo(new GetTraining.State(job, LossCurve.NONE.with(1, 0.5)));
        for (Consumer<Caller> reading :
                List.<Consumer<Caller>>of(caller -> get.get(caller, job.id()), caller -> get.state(caller, job.id()))) {
            assertThatThrownBy(() -> reading.accept(TestCallers.designer("bob")))
                    .isInstanceOf(PermissionDeniedException.class)
                    .hasMessageContaining("user:all");
            assertThatThrownBy(() -> reading.accept(TestCallers.holding("ann", "inference:all")))
                    .isInstanceOf(PermissionDeniedException.class)
                    .hasMessageContaining("train:list");
        }
    }

    @Test
    void anUnknownIdIsNotFound() {
        TrainingId id = new TrainingId(UUID.randomUUID());

        assertThatThrownBy(() -> get.get(TestCallers.designer("ann"), id))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("Job with id " + id + " not found");
    }

    @Test
    void listsTheCallersOwnOrAllForAdministrators() {
        TrainingJob own = add(training().pending());
        TrainingJob foreign = add(training().by("bob").pending());

        assertThat(list.list(TestCallers.designer("ann"), Optional.empty(), 10).items())
                .containsExactly(own);
        assertThat(list.list(TestCallers.administrator(), Optional.empty(), 10).items())
                .containsExactlyInAnyOrder(own, foreign);
        assertThatThrownBy(() -> list.list(TestCallers.holding("ann", "inference:all"), Optional.empty(), 10))
                .isInstanceOf(PermissionDeniedException.class);
    }

    private TrainingJob add(TrainingJob job) {
        atelier.trainings.add(job);
        return job;
    }
}
