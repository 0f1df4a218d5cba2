package dev.atelier.sagemaker.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.Callers;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.application.training.DeleteTrainings;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.sagemaker.SageMakerEnabled;
import dev.atelier.sagemaker.testing.Refused;
import dev.atelier.sagemaker.workshop.Workshop;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LaidOutPicturesTest {

    private static final StorageUri DATASET = new StorageUri("atelier", "dataset/lego");
    private static final Duration PAUSE = Duration.ofMinutes(1);

    @TempDir
    Path spool;

    private final SettableClock clock = new SettableClock();
    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(clock, spool);
        workshop.stub.trainings().stageTakes(null);
        workshop.write(DATASET.resolve("a.png"), "a");
        workshop.write(DATASET.resolve("a.txt"), "a brick");
        workshop.write(DATASET.resolve("b.jpg"), "b");
        workshop.write(DATASET.resolve("3_cars/c.webp"), "c");
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    @Test
    void whatTheJobSaysOfItsPicturesIsLaidOutForTheContainer() throws IOException {
        TrainingJob job = start(training().pictures(7, "é of \"sks\"/dog"));

        workshop.trainingPoller.look();

        assertThat(told(job)).isEqualTo(job.input() + "/pictures");
        assertThat(laidOut(job))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "7_lego/a.png", "a",
                        "7_lego/a.txt", "a brick",
                        "7_lego/b.jpg", "b",
                        "7_lego/b.txt", "é of \"sks\"/dog",
                        "3_cars/c.webp", "c",
                        "3_cars/c.txt", "é of \"sks\"/dog"));
        assertThat(workshop.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);
    }

    @Test
    void aJobThatSaysNothingOfItsPicturesIsToldWhereTheDatasetIs() throws IOException {
        TrainingJob job = start(training());

        workshop.trainingPoller.look();

        assertThat(told(job)).isEqualTo(DATASET.toString());
        assertThat(laidOut(job)).isEmpty();
    }

    @Test
    void theContainerIsGivenNothingOfADatasetButPicturesAndCaptions() throws IOException {
        workshop.write(DATASET.resolve("metadata_cache.json"), "{}");
        workshop.write(DATASET.resolve("a.npz"), "latents");
        TrainingJob job = start(training());

        workshop.trainingPoller.look();

        assertThat(told(job)).isEqualTo(job.input() + "/pictures");
        assertThat(laidOut(job)).containsOnlyKeys("10_lego/a.png", "10_lego/a.txt", "10_lego/b.jpg", "3_cars/c.webp");
    }

    @Test
    void optionsThatAnEarlierReleaseTookFailTheTrainingThatHasThem() {
        TrainingJob job = start(training().stored("metadata_thumbnail", "picture.png"));

        workshop.trainingPoller.look();

        assertThat(workshop.stub.calls("CreateTrainingJob")).isEmpty();
        assertThat(workshop.now(job).error()).contains("metadata_thumbnail");
    }

    @Test
    void whenItIsHandedOverAgainNothingIsLaidOutTwice() throws IOException {
        List<StorageUri> read = new ArrayList<>();
        workshop.beforeReading = read::add;
        workshop.stub.refuse("CreateTrainingJob", Refused.denied());
        TrainingJob job = start(training().pictures(1, "sks"));
        workshop.trainingPoller.look();
        assertThat(workshop.now(job).status()).isEqualTo(TrainingStatus.PENDING);

        workshop.stub.works();
        clock.pass(PAUSE);
        workshop.trainingPoller.look();

        assertThat(workshop.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);
        assertThat(read).hasSize(4).doesNotHaveDuplicates();
        assertThat(laidOut(job)).hasSize(6);
    }

    @Test
    void whatCannotBeReadForTheMomentIsLaidOutLater() throws IOException {
        TrainingJob job = start(training().pictures(1, "sks"));
        workshop.beforeReading = file -> {
            throw new UncheckedIOException(new IOException("broken"));
        };
        workshop.trainingPoller.look();
        assertThat(workshop.stub.calls("CreateTrainingJob")).isEmpty();
        assertThat(workshop.now(job).status()).isEqualTo(TrainingStatus.PENDING);

        workshop.beforeReading = file -> {};
        clock.pass(PAUSE);
        workshop.trainingPoller.look();

        assertThat(workshop.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);
        assertThat(laidOut(job)).hasSize(6);
    }

    @Test
    void aLargeDatasetTakesSeveralTurnsAndNobodyElseGetsTheJobMeanwhile() throws IOException {
        List<Boolean> taken = new ArrayList<>();
        workshop.beforeReading = file -> {
            clock.pass(Duration.ofMinutes(2));
            taken.add(workshop.trainings
                    .claim(SageMakerEnabled.BACKEND, "another", PAUSE)
                    .isPresent());
        };
        TrainingJob job = start(training().pictures(1, "sks"));

        workshop.trainingPoller.look();
        assertThat(taken).hasSize(1);
        assertThat(workshop.now(job).status()).isEqualTo(TrainingStatus.PENDING);
        for (int turn = 2; turn <= 5; turn++) {
            clock.pass(PAUSE);
            workshop.trainingPoller.look();
        }

        assertThat(workshop.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);
        assertThat(taken).hasSize(4).containsOnly(false);
        workshop.beforeReading = file -> {};
        assertThat(laidOut(job)).hasSize(6);
    }

    @Test
    void aTrainingThatIsDeletedWhileItsPicturesAreLaidOutLeavesNothing() {
        TrainingJob job = start(training().pictures(1, "sks"));
        workshop.beforeReading = file -> {
            workshop.beforeReading = next -> {};
            delete(job);
        };

        workshop.trainingPoller.look();

        assertThat(workshop.stub.calls("CreateTrainingJob")).isEmpty();
        assertThatOnlyTheDatasetIsLeft();
    }

    @Test
    void aTrainingThatAnotherReplicaHandsOverMeanwhileIsLeftToIt() {
        TrainingJob job = start(training().pictures(1, "sks"));
        workshop.beforeReading = file -> {
            workshop.beforeReading = next -> {};
            clock.pass(Duration.ofMinutes(4)); // the first look hangs for longer than its claim holds
            workshop.trainingPoller.look();
        };

        workshop.trainingPoller.look();

        assertThat(workshop.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);
        assertThat(workshop.stub.trainings().status("test-" + job.id())).contains("InProgress");
    }

    @Test
    void aDeletedTrainingLeavesNoPictures() throws IOException {
        TrainingJob job = start(training().pictures(1, "sks"));
        workshop.trainingPoller.look();
        assertThat(laidOut(job)).isNotEmpty();

        delete(job);

        assertThatOnlyTheDatasetIsLeft();
    }

    @Test
    void aDatasetThatHasLostItsPicturesFailsTheTraining() {
        TrainingJob job = start(training().pictures(1, "sks"));
        workshop.store.deleteAll(DATASET);

        workshop.trainingPoller.look();

        assertThat(workshop.now(job).error())
                .isEqualTo("the dataset at s3://atelier/dataset/lego has no pictures any more");
    }

    private static TestTrainings training() {
        return TestTrainings.training().dataset(DATASET).backend(SageMakerEnabled.BACKEND);
    }

    private TrainingJob start(TestTrainings training) {
        TrainingJob job = training.createdAt(workshop.now()).pending();
        workshop.trainer.start(job);
        return job;
    }

    private void delete(TrainingJob job) {
        new DeleteTrainings(workshop.trainings, workshop.store, workshop.backendRegistry, clock)
                .delete(Callers.administrator(), List.of(job.id()));
    }

    private void assertThatOnlyTheDatasetIsLeft() {
        assertThat(workshop.store.files()).hasSize(4).allMatch(file -> file.toString()
                .startsWith(DATASET + "/"));
    }

    private String told(TrainingJob job) {
        return workshop.stub
                .trainings()
                .hyperparameter("test-" + job.id(), "params")
                .path("training_params")
                .path("s3_data_path")
                .asText();
    }

    /** What lies in the job's folder of pictures, by its place there. */
    private Map<String, String> laidOut(TrainingJob job) throws IOException {
        String folder = job.input() + "/pictures/";
        Map<String, String> contents = new TreeMap<>();
        for (StorageUri file : workshop.store.files()) {
            if (file.toString().startsWith(folder)) {
                try (InputStream content = workshop.store.open(file)) {
                    contents.put(
                            file.toString().substring(folder.length()),
                            new String(content.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return contents;
    }
}
