package dev.atelier.application.training;

import static dev.atelier.application.testing.TestPrincipals.principals;
import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryBackend;
import dev.atelier.application.testing.InMemoryModelDescriptionReader;
import dev.atelier.application.testing.InMemoryTrainingJobRepository;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompleteTrainingTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final TrainedModelPublisher models =
            new TrainedModelPublisher(atelier.checkpoints, atelier.users, atelier.describer, atelier.clock);
    private final CompleteTraining complete = new CompleteTraining(
            atelier.trainings,
            atelier.trainings,
            atelier.trainings.stopped(),
            models,
            atelier.checkpoints,
            atelier.store,
            atelier.clock);
    private final TrainingJob job = add(training().preparing());

    @Test
    void whatItMadeBecomesAnActiveLoraOfTheSameId() {
        UserName ann = new UserName("ann");
        atelier.users.save(new User(ann, ann, Set.of(new RoleName("designer")), atelier.clock.instant()));

        atelier.write(job.output().resolve("demo.safetensors"), "last");
        atelier.write(job.output().resolve("demo-000002.safetensors"), "second");

        assertThat(complete.complete(job, made("demo.safetensors", "demo-000002.safetensors")))
                .isTrue();

        Checkpoint lora = atelier.checkpoints.find(job.id().checkpoint()).orElseThrow();
        assertThat(lora.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(lora.type()).isEqualTo(CheckpointType.LORA);
        assertThat(lora.location()).isEqualTo(job.output());
        assertThat(lora.files().get(0).location()).isEqualTo(job.output().resolve("demo.safetensors"));
        assertThat(lora.allowedRolesOrUsers()).isEqualTo(principals("designer"));
        assertThat(lora.creator()).isEqualTo(ann);
        assertThat(atelier.descriptions.find(List.of(lora.id())))
                .isEqualTo(Map.of(
                        lora.id(),
                        Map.of(
                                0,
                                InMemoryModelDescriptionReader.of("last"),
                                1,
                                InMemoryModelDescriptionReader.of("second"))));
        assertThat(found(job).status()).isEqualTo(TrainingStatus.COMPLETED);
        assertThat(found(job).models()).containsExactly("demo.safetensors", "demo-000002.safetensors");
    }

    @Test
    void aUserWithoutRolesHasItForThemselves() {
        complete.complete(job, made("demo.safetensors"));

        assertThat(atelier.checkpoints.find(job.id().checkpoint()).orElseThrow().allowedRolesOrUsers())
                .isEqualTo(principals("user:ann"));
    }

    @Test
    void aNameThatIsTakenIsMadeUnique() {
        atelier.add(TestCheckpoints.checkpoint().type(CheckpointType.LORA).files("demo.safetensors"));

        complete.complete(job, made("demo.safetensors"));

        String name = "demo-" + job.id().toString().substring(0, 8) + ".safetensors";
        assertThat(found(job).models()).containsExactly(name);
        assertThat(atelier.checkpoints.find(CheckpointType.LORA, new CheckpointFileName(name)))
                .hasValueSatisfying(lora -> assertThat(lora.files().get(0).location())
                        .isEqualTo(job.output().resolve("demo.safetensors")));
    }

    @Test
    void theSameOutcomeTwiceChangesNothing() {
        complete.complete(job, made("demo.safetensors"));
        TrainingJob first = found(job);

        assertThat(complete.complete(job, made("demo.safetensors"))).isFalse();
        assertThat(complete.complete(job, new TrainingOutcome.Failed("late"))).isFalse();

        assertThat(found(job)).isEqualTo(first);
        assertThat(atelier.checkpoints.find(job.id().checkpoint())).isPresent();
    }

    @Test
    void whatWasPublishedBeforeACrashIsNotPublishedAgain() {
        models.publish(job, List.of(new CheckpointFileName("demo.safetensors")));

        assertThat(complete.complete(job, made("demo.safetensors"))).isTrue();

        assertThat(found(job).models()).containsExactly("demo.safetensors");
    }

    @Test
    void aFailureIsKeptForTheClient() {
        complete.complete(job, new TrainingOutcome.Failed("CUDA out of memory"));

        assertThat(found(job).status()).isEqualTo(TrainingStatus.FAILED);
        assertThat(found(job).error()).isEqualTo("CUDA out of memory");
        assertThat(atelier.checkpoints.find(job.id().checkpoint())).isEmpty();
    }

    @Test
    void theEpochsThatAFailedTrainingSavedBecomeALora() {
        complete.complete(
                job,
                new TrainingOutcome.Failed(
                        "CUDA out of memory", List.of(new CheckpointFileName("demo-1.safetensors"))));

        assertThat(found(job).status()).isEqualTo(TrainingStatus.FAILED);
        assertThat(found(job).models()).containsExactly("demo-1.safetensors");
        assertThat(atelier.checkpoints.find(job.id().checkpoint()).orElseThrow().status())
                .isEqualTo(CheckpointStatus.ACTIVE);
        complete.abandon(job);
        assertThat(atelier.checkpoints.find(job.id().checkpoint())).isPresent();
    }

    @Test
    void nothingRemainsOfAJobThatWasRemovedMeanwhile() {
        atelier.write(job.output().resolve("demo.safetensors"), "model");
        atelier.write(job.input().resolve("config.toml"), "config");

        Claim lost = new Claim(job.id(), "a", 1, atelier.clock.instant());
        InMemoryTrainingJobRepository queue = new InMemoryTrainingJobRepository(atelier.clock) {
            @Override
            public boolean complete(Claim claim, TrainingJob ended) {
                assertThat(claim).isEqualTo(lost);
                atelier.trainings.delete(job.id());
                return super.complete(claim, ended);
            }
        };
        CompleteTraining complete = new CompleteTraining(
                atelier.trainings, queue, queue.stopped(), models, atelier.checkpoints, atelier.store, atelier.clock);

        assertThat(complete.complete(job, made("demo.safetensors"), lost)).isFalse();

        assertThat(atelier.store.files()).isEmpty();
        assertThat(atelier.checkpoints.find(job.id().checkpoint())).isEmpty();
        assertThat(atelier.trainings.find(job.id())).isEmpty();
    }

    @Test
    void aWorkerThatLostTheJobLeavesItsFilesToTheNext() {
        TrainingJob queued = training().pending();
        atelier.trainings.enqueue(queued);
        Claim lost = claim("a");
        atelier.clock.pass(LEASE);
        Claim next = claim("b");
        TrainingJob running = queued.prepare(atelier.clock.instant());
        atelier.write(running.output().resolve("demo.safetensors"), "model");

        assertThat(complete.complete(running, made("demo.safetensors"), lost)).isFalse();
        complete.abandon(running);

        assertThat(atelier.store.files()).hasSize(1);
        assertThat(found(queued)).isEqualTo(queued);
        assertThat(complete.complete(running, made("demo.safetensors"), next)).isTrue();
        complete.abandon(running);
        assertThat(atelier.store.files()).hasSize(1);
        assertThat(atelier.checkpoints.find(running.id().checkpoint())).isPresent();
    }

    @Test
    void whatAStoppedTrainingSavedBecomesALoraAlsoWhenItsJobWasDeleted() {
        StoppedTraining stopped = stoppedAndDeleted();
        StorageUri epoch = stopped.output().resolve("usual-1.safetensors");
        atelier.write(epoch, "model");

        complete.keep(stopped, stopped.output(), List.of(new CheckpointFileName("usual-1.safetensors")));

        Checkpoint lora = atelier.checkpoints.find(stopped.id().checkpoint()).orElseThrow();
        assertThat(lora.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(lora.files()).containsExactly(new ModelFile(new CheckpointFileName("usual-1.safetensors"), epoch));
        assertThat(atelier.store.files()).containsExactly(epoch);
        assertThat(complete.findStopped(stopped.id())).isEmpty();
    }

    @Test
    void nothingRemainsOfAStoppedTrainingThatSavedNothing() {
        StoppedTraining stopped = stoppedAndDeleted();
        atelier.write(stopped.output().resolve("half.safetensors"), "mod");

        complete.keep(stopped, stopped.output(), List.of());

        assertThat(atelier.store.files()).isEmpty();
        assertThat(atelier.checkpoints.find(stopped.id().checkpoint())).isEmpty();
        assertThat(complete.findStopped(stopped.id())).isEmpty();
    }

    @Test
    void anOutcomeAfterADeletionLeavesWhatIsStillBeingDelivered() {
        TrainingJob queued = training().pending();
        atelier.trainings.enqueue(queued);
        Claim claim = claim("a");
        TrainingJob running = queued.prepare(atelier.clock.instant());
        atelier.write(running.output().resolve("demo.safetensors"), "model");
        atelier.trainings.end(running.stop(atelier.clock.instant()));
        atelier.trainings.delete(running.id());

        assertThat(complete.complete(running, made("demo.safetensors"), claim)).isFalse();

        assertThat(atelier.store.files()).hasSize(1);
    }

    private StoppedTraining stoppedAndDeleted() {
        TrainingJob queued = training().pending();
        atelier.trainings.enqueue(queued);
        atelier.trainings.end(queued.stop(atelier.clock.instant()));
        atelier.trainings.delete(queued.id());
        return complete.findStopped(queued.id()).orElseThrow();
    }

    @Test
    void nothingRemainsOfAnAbandonedJobThatWasRemoved() {
        atelier.write(job.output().resolve("demo.safetensors"), "model");
        atelier.trainings.delete(job.id());

        complete.abandon(job);

        assertThat(atelier.store.files()).isEmpty();
    }

    private Claim claim(String worker) {
        return atelier.trainings.claim(InMemoryBackend.NAME, worker, LEASE).orElseThrow();
    }

    private static TrainingOutcome made(String... names) {
        return new TrainingOutcome.Succeeded(
                Stream.of(names).map(CheckpointFileName::new).toList());
    }

    private TrainingJob found(TrainingJob of) {
        return atelier.trainings.find(of.id()).orElseThrow();
    }

    private TrainingJob add(TrainingJob added) {
        atelier.trainings.add(added);
        return added;
    }
}
