package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** The contract of {@link TrainingRunner}. */
public abstract class TrainingRunnerContract {

    /** The port. */
    protected abstract TrainingRunner trainer();

    /** The backend's name. */
    protected abstract String backend();

    /** The port of a backend that is not configured for training. */
    protected abstract TrainingRunner trainerNotSetUp();

    /** The jobs that it stores: none at the start of each test. */
    protected abstract TrainingJobRepository jobs();

    /** From now on trainings succeed. */
    protected abstract void trains();

    /** From now on trainings fail, with a reason that contains these words. */
    protected abstract String fails();

    /** From now on submitted trainings stay in progress. */
    protected abstract void hangs();

    @Test
    void whereItIsSetUpItIsReady() {
        trainer().requireReady();
    }

    @Test
    void whereItIsNotSetUpItSaysSoAndKeepsNothing() {
        TrainingJob job = job();

        assertThatThrownBy(() -> trainerNotSetUp().requireReady()).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> trainerNotSetUp().start(job)).isInstanceOf(InvalidRequestException.class);

        assertThat(jobs().find(job.id())).isEmpty();
    }

    @Test
    void aStartedTrainingIsStored() {
        hangs();
        TrainingJob job = job();

        trainer().start(job);

        assertThat(jobs().find(job.id()))
                .hasValueSatisfying(
                        stored -> assertThat(stored.status().isEnd()).isFalse());
    }

    @Test
    void anInitialTrainingIsStartedOnce() {
        hangs();
        TrainingJob initial = training().initial();
        TrainingJob unknown = job();
        jobs().add(initial);

        assertThat(trainer().startInitial(initial.queue())).isTrue();
        assertThat(trainer().startInitial(initial.queue())).isFalse();
        assertThat(trainer().startInitial(unknown)).isFalse();

        assertThat(now(initial).status()).isNotEqualTo(TrainingStatus.INITIAL);
        assertThat(jobs().find(unknown.id())).isEmpty();
    }

    @Test
    void aTrainingThatGoesWellCompletesWithItsModel() {
        trains();
        TrainingJob job = job();

        trainer().start(job);

        await().until(() -> now(job).status().isEnd());
        assertThat(now(job).status()).isEqualTo(TrainingStatus.COMPLETED);
        assertThat(now(job).models()).containsExactly("usual.safetensors");
        assertThat(now(job).started()).isNotNull();
    }

    @Test
    void aTrainingThatGoesWrongFailsWithItsReason() {
        String reason = fails();
        TrainingJob job = job();

        trainer().start(job);

        await().until(() -> now(job).status().isEnd());
        assertThat(now(job).status()).isEqualTo(TrainingStatus.FAILED);
        assertThat(now(job).error()).contains(reason);
    }

    @Test
    void aTrainingThatIsNotThereCanBeStopped() {
        trainer().stop(job());
    }

    @Test
    void whatAStoppedTrainingMakesIsDropped() {
        hangs();
        TrainingJob job = job();
        trainer().start(job);
        TrainingJob stopped = now(job).stop(Instant.now().truncatedTo(ChronoUnit.MICROS));

        assertThat(jobs().end(stopped)).isTrue();
        trainer().stop(stopped);
        trainer().stop(stopped);

        assertThat(now(job)).isEqualTo(stopped);
    }

    private TestTrainings training() {
        return TestTrainings.training()
                .backend(backend())
                .createdAt(Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    private TrainingJob job() {
        return training().pending();
    }

    private TrainingJob now(TrainingJob job) {
        return jobs().find(job.id()).orElseThrow();
    }
}
