package dev.atelier.application.training;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeleteTrainingsTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final DeleteTrainings delete =
            new DeleteTrainings(atelier.trainings, atelier.store, atelier.backendRegistry, atelier.clock);

    @Test
    void stopsARunningTrainingAndRemovesItWithItsFiles() {
        TrainingJob job = add(training().preparing());
        atelier.write(job.output().resolve("train.log"), "log");
        atelier.write(job.input().resolve("config.toml"), "config");

        delete.delete(TestCallers.designer("ann"), List.of(job.id(), new TrainingId(UUID.randomUUID())));

        assertThat(atelier.trainer.stopped()).containsExactly(job.id());
        assertThat(atelier.trainings.find(job.id())).isEmpty();
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void aTrainingThatCouldNotBeStoppedIsNotCalledStopped() {
        TrainingJob job = add(training().preparing());
        atelier.write(job.input().resolve("config.toml"), "config");
        atelier.trainer.failToStop(new ComputeBackendException("no answer", new IOException()));

        assertThatThrownBy(() -> delete.delete(TestCallers.designer("ann"), List.of(job.id())))
                .isInstanceOf(ComputeBackendException.class);
        assertThat(atelier.trainings.find(job.id())).contains(job);
        assertThat(atelier.store.files()).hasSize(1);

        atelier.trainer.failToStop(null);
        delete.delete(TestCallers.designer("ann"), List.of(job.id()));
        assertThat(atelier.trainings.find(job.id())).isEmpty();
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void removesATrainingThatWasNeverStarted() {
        TrainingJob job = add(training().initial());

        delete.delete(TestCallers.designer("ann"), List.of(job.id()));

        assertThat(atelier.trainings.find(job.id())).isEmpty();
        assertThat(atelier.trainings.enqueueIfInitial(job.queue())).isFalse();
    }

    @Test
    void aTrainingThatWasStoppedAndStayedIsStoppedAgain() {
        TrainingJob job = add(training().preparing().stop(atelier.clock.instant()));

        delete.delete(TestCallers.designer("ann"), List.of(job.id()));

        assertThat(atelier.trainer.stopped()).containsExactly(job.id());
        assertThat(atelier.trainings.find(job.id())).isEmpty();
    }

    @Test
    void theModelsOfACompletedTrainingStay() {
        TrainingJob job = add(training().completed());
        atelier.write(job.output().resolve("usual.safetensors"), "model");
        atelier.write(job.output().resolve("train.log"), "log");
        atelier.write(StorageLayout.trainingSamples(job.output()).resolve("e000001-00.png"), "image");

        delete.delete(TestCallers.designer("ann"), List.of(job.id()));

        assertThat(atelier.trainer.stopped()).isEmpty();
        assertThat(atelier.trainings.find(job.id())).isEmpty();
        assertThat(atelier.store.files()).containsExactly(job.output().resolve("usual.safetensors"));
    }

    @Test
    void theEpochsThatAFailedTrainingSavedStay() {
        TrainingJob job = add(training()
                .preparing()
                .fail("CUDA out of memory", List.of("usual-1.safetensors"), atelier.clock.instant()));
        atelier.write(job.output().resolve("usual-1.safetensors"), "model");

        delete.delete(TestCallers.designer("ann"), List.of(job.id()));

        assertThat(atelier.trainings.find(job.id())).isEmpty();
        assertThat(atelier.store.files()).containsExactly(job.output().resolve("usual-1.safetensors"));
    }

    @Test
    void whatATrainerMayStillDeliverIsLeftToWhatSeesToStoppedTrainings() {
        TrainingJob job = training().pending();
        atelier.trainings.enqueue(job);
        StorageUri epoch = job.output().resolve("usual-1.safetensors");
        atelier.write(epoch, "model");
        atelier.write(job.output().resolve("train.log"), "log");
        atelier.write(job.input().resolve("config.toml"), "config");
        atelier.trainer.deliverAfterStop();

        delete.delete(TestCallers.designer("ann"), List.of(job.id()));

        assertThat(atelier.trainings.find(job.id())).isEmpty();
        assertThat(atelier.trainings.stopped().find(job.id())).contains(StoppedTraining.of(job));
        assertThat(atelier.store.files()).containsExactly(epoch);
    }

    @Test
    void whenOneMayNotBeRemovedNoneIs() {
        TrainingJob own = add(training().preparing());
        TrainingJob foreign = add(training().by("bob").preparing());

        assertThatThrownBy(() -> delete.delete(TestCallers.designer("ann"), List.of(own.id(), foreign.id())))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> delete.delete(TestCallers.holding("ann", "train:create"), List.of(own.id())))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("train:all");
        assertThat(atelier.trainings.find(own.id())).contains(own);

        delete.delete(TestCallers.administrator(), List.of(own.id(), foreign.id()));
        assertThat(atelier.trainings.find(foreign.id())).isEmpty();
    }

    private TrainingJob add(TrainingJob job) {
        atelier.trainings.add(job);
        return job;
    }
}
