package dev.atelier.sagemaker.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.sagemaker.SageMakerEnabled;
import dev.atelier.sagemaker.fixture.SageMakerFixture;
import dev.atelier.sagemaker.testing.AwsErrorResponse;
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
class StagedDatasetTest {

    private static final StorageUri DATASET = new StorageUri("atelier", "dataset/lego");
    private static final Duration PAUSE = Duration.ofMinutes(1);

    @TempDir
    Path spool;

    private final SettableClock clock = new SettableClock();
    private SageMakerFixture fixture;

    @BeforeEach
    void open() {
        fixture = new SageMakerFixture(clock, spool);
        fixture.stub.trainings().stageTakes(null);
        fixture.write(DATASET.resolve("a.png"), "a");
        fixture.write(DATASET.resolve("a.txt"), "a brick");
        fixture.write(DATASET.resolve("b.jpg"), "b");
        fixture.write(DATASET.resolve("3_cars/c.webp"), "c");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void whatTheJobSaysOfItsImagesIsLaidOutForTheContainer() throws IOException {
        TrainingJob job = start(training().images(7, "é of \"sks\"/dog"));

        fixture.trainingPoller.poll();

        assertThat(dataPath(job)).isEqualTo(job.input() + "/pictures");
        assertThat(laidOut(job))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "7_lego/a.png", "a",
                        "7_lego/a.txt", "a brick",
                        "7_lego/b.jpg", "b",
                        "7_lego/b.txt", "é of \"sks\"/dog",
                        "3_cars/c.webp", "c",
                        "3_cars/c.txt", "é of \"sks\"/dog"));
        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);
    }

    @Test
    void aCaptionAtWhichTheTrainerWouldEndFailsTheJobBeforeItIsSubmitted() {
        fixture.write(DATASET.resolve("b.txt"), "");
        TrainingJob asItIs = start(training());
        TrainingJob laidOut = start(training().images(7, "a brick"));

        fixture.trainingPoller.poll();

        for (TrainingJob job : List.of(asItIs, laidOut)) {
            assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.FAILED);
            assertThat(fixture.now(job).error()).startsWith("caption s3://atelier/dataset/lego/b.txt is empty");
        }
        assertThat(fixture.stub.calls("CreateTrainingJob")).isEmpty();
    }

    @Test
    void aJobWithoutImageOptionsUsesTheDatasetItself() throws IOException {
        TrainingJob job = start(training());

        fixture.trainingPoller.poll();

        assertThat(dataPath(job)).isEqualTo(DATASET.toString());
        assertThat(laidOut(job)).isEmpty();
    }

    @Test
    void theContainerIsGivenNothingOfADatasetButImagesAndCaptions() throws IOException {
        fixture.write(DATASET.resolve("metadata_cache.json"), "{}");
        fixture.write(DATASET.resolve("a.npz"), "latents");
        TrainingJob job = start(training());

        fixture.trainingPoller.poll();

        assertThat(dataPath(job)).isEqualTo(job.input() + "/pictures");
        assertThat(laidOut(job)).containsOnlyKeys("10_lego/a.png", "10_lego/a.txt", "10_lego/b.jpg", "3_cars/c.webp");
    }

    @Test
    void optionsThatAnEarlierReleaseTookFailTheTrainingThatHasThem() {
        TrainingJob job = start(training().stored("metadata_thumbnail", "image.png"));

        fixture.trainingPoller.poll();

        assertThat(fixture.stub.calls("CreateTrainingJob")).isEmpty();
        assertThat(fixture.now(job).error()).contains("metadata_thumbnail");
    }

    @Test
    void aRepeatedSubmissionCopiesNothingTwice() throws IOException {
        List<StorageUri> read = new ArrayList<>();
        fixture.beforeReading = read::add;
        fixture.stub.reject("CreateTrainingJob", AwsErrorResponse.denied());
        TrainingJob job = start(training().images(1, "sks"));
        fixture.trainingPoller.poll();
        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.PENDING);

        fixture.stub.works();
        clock.pass(PAUSE);
        fixture.trainingPoller.poll();

        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);
        assertThat(read).hasSize(4).doesNotHaveDuplicates();
        assertThat(laidOut(job)).hasSize(6);
    }

    @Test
    void whatCannotBeReadForTheMomentIsLaidOutLater() throws IOException {
        TrainingJob job = start(training().images(1, "sks"));
        fixture.beforeReading = file -> {
            throw new UncheckedIOException(new IOException("broken"));
        };
        fixture.trainingPoller.poll();
        assertThat(fixture.stub.calls("CreateTrainingJob")).isEmpty();
        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.PENDING);

        fixture.beforeReading = file -> {};
        clock.pass(PAUSE);
        fixture.trainingPoller.poll();

        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);
        assertThat(laidOut(job)).hasSize(6);
    }

    @Test
    void aLargeDatasetTakesSeveralPollsAndNoOtherWorkerGetsTheJobMeanwhile() throws IOException {
        List<Boolean> taken = new ArrayList<>();
        fixture.beforeReading = file -> {
            clock.pass(Duration.ofMinutes(2));
            taken.add(fixture.trainings
                    .claim(SageMakerEnabled.BACKEND, "another", PAUSE)
                    .isPresent());
        };
        TrainingJob job = start(training().images(1, "sks"));

        fixture.trainingPoller.poll();
        assertThat(taken).hasSize(1);
        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.PENDING);
        for (int turn = 2; turn <= 5; turn++) {
            clock.pass(PAUSE);
            fixture.trainingPoller.poll();
        }

        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);
        assertThat(taken).hasSize(4).containsOnly(false);
        fixture.beforeReading = file -> {};
        assertThat(laidOut(job)).hasSize(6);
    }

    @Test
    void aTrainingThatIsDeletedWhileItsImagesAreLaidOutLeavesNothing() {
        TrainingJob job = start(training().images(1, "sks"));
        fixture.beforeReading = file -> {
            fixture.beforeReading = next -> {};
            delete(job);
        };

        fixture.trainingPoller.poll();

        assertThat(fixture.stub.calls("CreateTrainingJob")).isEmpty();
        assertThatOnlyTheDatasetIsLeft();
    }

    @Test
    void aTrainingThatAnotherReplicaSubmitsMeanwhileIsLeftToIt() {
        TrainingJob job = start(training().images(1, "sks"));
        fixture.beforeReading = file -> {
            fixture.beforeReading = next -> {};
            clock.pass(Duration.ofMinutes(4)); // the first poll hangs for longer than its lease
            fixture.trainingPoller.poll();
        };

        fixture.trainingPoller.poll();

        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);
        assertThat(fixture.stub.trainings().status("test-" + job.id())).contains("InProgress");
    }

    @Test
    void aDeletedTrainingLeavesNoImages() throws IOException {
        TrainingJob job = start(training().images(1, "sks"));
        fixture.trainingPoller.poll();
        assertThat(laidOut(job)).isNotEmpty();

        delete(job);

        assertThatOnlyTheDatasetIsLeft();
    }

    @Test
    void aDatasetThatHasLostItsImagesFailsTheTraining() {
        TrainingJob job = start(training().images(1, "sks"));
        fixture.store.deleteAll(DATASET);

        fixture.trainingPoller.poll();

        assertThat(fixture.now(job).error())
                .isEqualTo("the dataset at s3://atelier/dataset/lego has no images any more");
    }

    private static TestTrainings training() {
        return TestTrainings.training().dataset(DATASET).backend(SageMakerEnabled.BACKEND);
    }

    private TrainingJob start(TestTrainings training) {
        TrainingJob job = training.createdAt(fixture.now()).pending();
        fixture.trainer.start(job);
        return job;
    }

    private void delete(TrainingJob job) {
        fixture.deleteTrainings.delete(TestCallers.administrator(), List.of(job.id()));
    }

    private void assertThatOnlyTheDatasetIsLeft() {
        assertThat(fixture.store.files())
                .hasSize(4)
                .allMatch(file -> file.toString().startsWith(DATASET + "/"));
    }

    private String dataPath(TrainingJob job) {
        return fixture.stub
                .trainings()
                .hyperparameter("test-" + job.id(), "params")
                .path("training_params")
                .path("s3_data_path")
                .asText();
    }

    /** The files in the input folder of the job, by relative path. */
    private Map<String, String> laidOut(TrainingJob job) throws IOException {
        String folder = job.input() + "/pictures/";
        Map<String, String> contents = new TreeMap<>();
        for (StorageUri file : fixture.store.files()) {
            if (file.toString().startsWith(folder)) {
                try (InputStream content = fixture.store.open(file)) {
                    contents.put(
                            file.toString().substring(folder.length()),
                            new String(content.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return contents;
    }
}
