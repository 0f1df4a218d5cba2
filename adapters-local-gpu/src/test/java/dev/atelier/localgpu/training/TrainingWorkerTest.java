package dev.atelier.localgpu.training;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryBackend;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.application.testing.TrainingRunnerContract;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.DeleteTrainings;
import dev.atelier.application.training.TrainedModelPublisher;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.domain.training.TrainingStatus;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@Timeout(60)
class TrainingWorkerTest extends TrainingRunnerContract {

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration SILENCE = Duration.ofMinutes(3);
    private static final Duration TIMEOUT = Duration.ofHours(2);
    private static final StorageUri DATASET = new StorageUri("atelier", "dataset/lego");

    @TempDir
    Path folder;

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CompleteTraining complete = new CompleteTraining(
            atelier.trainings,
            atelier.trainings,
            atelier.trainings.stopped(),
            new TrainedModelPublisher(atelier.checkpoints, atelier.users, atelier.describer, atelier.clock),
            atelier.checkpoints,
            atelier.store,
            atelier.clock);
    private final List<TrainingWorker> workers = new ArrayList<>();
    private String behaviour;
    private final LocalGpuTrainingRunner trainer =
            new LocalGpuTrainingRunner(settings(), atelier.trainings, atelier.signals);

    @BeforeEach
    void fillTheStore() {
        atelier.write(training().pending().plan().base().location(), "the base");
        atelier.write(DATASET.resolve("a.png"), "a");
        atelier.write(DATASET.resolve("a.txt"), "a brick");
        atelier.write(DATASET.resolve("3_cars/b.jpg"), "b");
    }

    /** Starts a worker unless the test has started one. */
    @Override
    protected TrainingRunner trainer() {
        if (workers.isEmpty()) {
            worker();
        }
        return trainer;
    }

    @Override
    protected TrainingRunner trainerNotSetUp() {
        return new LocalGpuTrainingRunner(settings(null), atelier.trainings, atelier.signals);
    }

    @Override
    protected String backend() {
        return InMemoryBackend.NAME;
    }

    @Override
    protected TrainingJobRepository jobs() {
        return atelier.trainings;
    }

    @Override
    protected void trains() {
        behaviour = "train";
    }

    @Override
    protected String fails() {
        behaviour = "fail";
        return "CUDA out of memory";
    }

    @Override
    protected void hangs() {
        behaviour = "hang";
    }

    @AfterEach
    void endEverything() throws IOException {
        workers.forEach(TrainingWorker::close);
        for (Path path : folders()) {
            TrainingWorkDir left = new TrainingWorkDir(path);
            if (TrainerProcess.wasStarted(left)) {
                TrainerProcess.find(left).ifPresent(process -> process.kill(Duration.ZERO));
            }
        }
    }

    @Test
    void aTrainedModelBecomesALoraThatInferencesCanName() throws IOException {
        TrainingJob job = start(training()
                .of(FoundationModel.SD_XL)
                .with("output_name", "it's a \"demo\"")
                .with("max_train_epochs", 4)
                .with("save_every_n_epochs", 2));
        worker();

        TrainingJob done = ended(job);

        assertThat(done.error()).isNull();
        assertThat(done.status()).isEqualTo(TrainingStatus.COMPLETED);
        assertThat(done.models()).containsExactly("it's a \"demo\".safetensors", "it's a \"demo\"-000002.safetensors");
        assertThat(done.progress()).isEqualTo(new TrainingProgress(4, 4, 20, 20, 0.980));
        assertThat(atelier.trainings.losses(job.id()).points())
                .hasSize(20)
                .startsWith(new LossCurve.Point(1, 0.999))
                .endsWith(new LossCurve.Point(20, 0.980));
        Checkpoint lora = atelier.checkpoints
                .find(CheckpointType.LORA, new CheckpointFileName("it's a \"demo\".safetensors"))
                .orElseThrow();
        assertThat(lora.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(atelier.read(lora.files().get(0).location())).contains("data_offsets");
        assertThat(log(job))
                .contains("running sdxl_train_network.py")
                .contains("images [10_lego/a.png, 10_lego/a.txt, 3_cars/b.jpg]")
                .contains("model the base");
        assertThat(atelier.read(job.input().resolve("config.toml"))).contains("1024,1024");
        await().untilAsserted(() -> assertThat(folders()).isEmpty());
    }

    @Test
    void aTrainerThatFailsFailsTheJobWithItsMessage() throws IOException {
        TrainingJob job = start(training().with("training_comment", "fail"));
        worker();

        TrainingJob done = ended(job);

        assertThat(done.status()).isEqualTo(TrainingStatus.FAILED);
        assertThat(done.error()).contains("exit code 3").contains("CUDA out of memory");
        assertThat(log(job)).contains("CUDA out of memory");
        assertThat(atelier.checkpoints.find(job.id().checkpoint())).isEmpty();
    }

    @Test
    void theReasonIsTheTrainersOwnErrorAndNotThatOfItsLauncher() {
        TrainingJob job = start(training().with("training_comment", "crash"));
        worker();

        assertThat(ended(job).error())
                .isEqualTo("the trainer ended with exit code 1: RuntimeError: CUDA error: out of memory");
    }

    @Test
    void aFailedTrainingKeepsTheEpochsThatItSaved() throws IOException {
        TrainingJob job = start(training()
                .with("training_comment", "fail")
                .with("max_train_epochs", 3)
                .with("save_every_n_epochs", 1));
        worker();

        TrainingJob done = ended(job);

        assertThat(done.status()).isEqualTo(TrainingStatus.FAILED);
        assertThat(done.error()).contains("CUDA out of memory");
        assertThat(done.models()).containsExactly("usual-000001.safetensors", "usual-000002.safetensors");
        Checkpoint lora = atelier.checkpoints
                .find(CheckpointType.LORA, new CheckpointFileName("usual-000002.safetensors"))
                .orElseThrow();
        assertThat(lora.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(atelier.read(lora.files().get(1).location())).contains("data_offsets");
    }

    @Test
    void aLossThatIsNoNumberEndsTheTraining() throws IOException {
        TrainingJob job = start(training().with("training_comment", "nan").with("save_every_n_epochs", 1));
        worker();

        TrainingJob done = ended(job);

        assertThat(done.status()).isEqualTo(TrainingStatus.FAILED);
        assertThat(done.error()).startsWith("the loss is not a number (nan) at step 11; ");
        assertThat(done.models()).containsExactly("usual-000001.safetensors");
    }

    @Test
    void aSilentTrainerIsStoppedWithAllItsProcesses() throws IOException {
        TrainingJob job = start(training().with("training_comment", "hang"));
        worker();
        long grandchild = awaitGrandchild(job);
        List<ProcessHandle> processes =
                List.of(trainerOf(job), ProcessHandle.of(grandchild).orElseThrow());
        awaitNextLook(job);
        Instant lastOutput = atelier.clock.instant();

        atelier.clock.pass(SILENCE.plusSeconds(1));

        TrainingJob done = ended(job);
        assertThat(done.status()).isEqualTo(TrainingStatus.FAILED);
        assertThat(done.error()).startsWith("the trainer wrote nothing for 180 seconds and was stopped");
        assertThat(done.lastOutput()).isEqualTo(lastOutput);
        assertThat(done.ended()).isEqualTo(lastOutput.plus(SILENCE).plusSeconds(1));
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aTrainingThatTakesTooLongIsStopped() throws IOException {
        TrainingJob job = start(training().with("training_comment", "wait:" + signal()));
        worker();
        await().untilAsserted(() -> assertThat(log(job)).contains("waiting"));
        ProcessHandle process = trainerOf(job);
        Path log = folder.resolve(job.id().toString()).resolve("train.log");

        for (int minutes = 0; minutes <= TIMEOUT.toMinutes(); minutes += 2) {
            Instant before = atelier.clock.instant();
            Files.writeString(log, "still here\n", StandardOpenOption.APPEND); // as a trainer that is not silent
            await().until(() -> Optional.ofNullable(now(job).orElseThrow().lastOutput())
                    .filter(last -> !last.isBefore(before))
                    .isPresent());
            atelier.clock.pass(Duration.ofMinutes(2));
        }

        assertThat(ended(job).error()).startsWith("the training took longer than 7200 seconds and was stopped");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void whatATrainerLeavesRunningIsKilled() throws IOException {
        TrainingJob job = start(training().with("training_comment", "hang"));
        worker();
        ProcessHandle grandchild = ProcessHandle.of(awaitGrandchild(job)).orElseThrow();

        trainerOf(job).destroyForcibly();

        assertThat(ended(job).status()).isEqualTo(TrainingStatus.FAILED);
        await().until(() -> !grandchild.isAlive());
    }

    @Test
    void clientsReadNoPathsOfThisMachine() throws IOException {
        TrainingJob job = start(training().with("training_comment", "lost"));
        worker();

        TrainingJob done = ended(job);

        assertThat(done.error()).endsWith("FileNotFoundError: 'output/x' of <path>/x.py");
        assertThat(log(job))
                .contains("saving to: output/usual")
                .contains("'output/x' of <path>/x.py")
                .doesNotContain(folder.toString(), "/opt");
    }

    @Test
    void theTrainerInheritsOnlyAllowedEnvironmentVariables() throws IOException {
        TrainingJob job = start(training());
        worker();
        ended(job);

        Matcher names = Pattern.compile("environment \\[(.*)]").matcher(log(job));
        assertThat(names.find()).isTrue();
        Map<String, String> given = new HashMap<>();
        Stream.of(names.group(1).split(", ")).forEach(name -> given.put(name, ""));
        new TrainerEnvironment(List.of("PYTHONUNBUFFERED", "PYTHONIOENCODING")).restrict(given);
        assertThat(given).containsKey("PATH").hasSize(names.group(1).split(", ").length);
    }

    @Test
    void noLinksAreFollowed() throws IOException {
        Files.writeString(folder.resolve("elsewhere"), "data of others\n");
        TrainingJob job = start(training().with("training_comment", "link"));
        worker();

        assertThat(ended(job).error()).contains("without writing its model").doesNotContain("data of others");
        assertThat(log(job)).doesNotContain("data of others");
    }

    @Test
    void filesBehindALinkAreNotTheTrainings() throws IOException {
        Path root = Files.createDirectories(folder.resolve("training"));
        TrainingWorkDir workDir = new TrainingWorkDir(root);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("usual.safetensors"), "data of others");

        Files.createSymbolicLink(workDir.output(), elsewhere);

        assertThat(workDir.models("usual")).isEmpty();
        Files.delete(workDir.output());
        Files.createDirectory(workDir.output());
        Files.writeString(workDir.output().resolve("usual.safetensors"), "its own");
        assertThat(workDir.models("usual")).hasSize(1);
    }

    @Test
    void sampleImagesAreStoredWhileItTrains() throws IOException {
        TrainingJob job = start(training()
                .with("output_name", "our_cats")
                .with("training_comment", "wait:" + signal())
                .with("max_train_epochs", 2)
                .with("sample_at_first", true)
                .with("sample_every_n_epochs", 1)
                .with("sample_prompts", "a \"cat\" --n dog --w 64 --h 72 --d 7\ncn a hat --w 64 --h 64"));
        worker();

        await().untilAsserted(() ->
                assertThat(samples(job)).containsExactly("e000000-00", "e000000-01", "e000001-00", "e000001-01"));
        assertThat(now(job).orElseThrow().status()).isEqualTo(TrainingStatus.TRAINING);
        release();
        assertThat(ended(job).status()).isEqualTo(TrainingStatus.COMPLETED);

        assertThat(samples(job)).hasSize(6).endsWith("e000002-00", "e000002-01");
        assertThat(log(job))
                .contains("sample of {prompt=a \"cat\", negative_prompt=dog, width=64, height=72, seed=7}")
                .contains("sample of {prompt=cn a hat, width=64, height=64}");
        try (InputStream content =
                atelier.store.open(StorageLayout.trainingSamples(job.output()).resolve("e000002-00.png"))) {
            BufferedImage image = ImageIO.read(content);
            assertThat(image.getWidth()).isEqualTo(64);
            assertThat(image.getHeight()).isEqualTo(72);
        }
    }

    private List<String> samples(TrainingJob job) {
        StorageUri folder = StorageLayout.trainingSamples(job.output());
        return atelier.store.files().stream()
                .filter(file -> file.toString().startsWith(folder + "/"))
                .map(file -> file.fileName().replace(".png", ""))
                .sorted()
                .toList();
    }

    @Test
    void onlyWholeImagesOfTheTrainersOwnAreItsSamples() throws IOException {
        TrainingWorkDir workDir = new TrainingWorkDir(Files.createDirectories(folder.resolve("training")));
        Path images = Files.createDirectories(workDir.output().resolve("sample"));
        Path begun = images.resolve("usual_e000001_00_20260131120000.png");
        Files.write(begun, new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13});
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "data of others");
        Files.createSymbolicLink(images.resolve("usual_e000002_00_20260131120000.png"), elsewhere);
        Files.writeString(images.resolve("other.png"), "other");

        assertThat(workDir.samples("usual")).containsOnlyKeys(begun);
        StorageUri place = new StorageUri("atelier", "samples/e000001-00.png");
        assertThat(new TrainingFiles(atelier.store, new InMemoryInspector()).putImage(begun, place))
                .isFalse();
        assertThat(atelier.store.files()).doesNotContain(place);
    }

    @Test
    void optionsThatAnEarlierReleaseTookFailTheTrainingThatHasThem() {
        TrainingJob job = start(training().stored("metadata_thumbnail", "image.png"));
        worker();

        assertThat(ended(job).error()).contains("could not be started").contains("metadata_thumbnail");
    }

    @Test
    void theWorkDirectoryIsAccessibleToItsOwnerOnly() throws IOException {
        Path made = folder.resolve("made");

        TrainingWorkDirs.open(made).orElseThrow().close();

        assertThat(Files.getPosixFilePermissions(made)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void withoutAWholeModelTheJobFails() {
        TrainingJob mute = start(training().with("training_comment", "mute"));
        TrainingJob evil = start(training().with("training_comment", "evil"));
        worker();

        assertThat(ended(mute).error()).contains("without writing its model").contains("nothing to do");
        assertThat(ended(evil).error()).contains("the trainer wrote an invalid model");
    }

    @Test
    void aMissingInputFailsTheJob() {
        TrainingJob model = start(training().base(new StorageUri("atelier", "gone.safetensors")));
        TrainingJob images = start(training().dataset(new StorageUri("atelier", "dataset/gone")));
        worker();

        assertThat(ended(model).error()).contains("s3://atelier/gone.safetensors no longer exists");
        assertThat(ended(images).error()).contains("no images any more");
    }

    @Test
    void aFullStoreFailsTheJob() {
        TrainingJob job = start(training());
        worker(new FailingStore(() -> {
            throw new InsufficientStorageException("the store is full", null);
        }));

        TrainingJob done = ended(job);

        assertThat(done.status()).isEqualTo(TrainingStatus.FAILED);
        assertThat(done.error()).contains("could not be started").contains("the store is full");
    }

    @Test
    void anErrorDoesNotEndTheWorker() throws InterruptedException {
        TrainingJob job = start(training());
        CountDownLatch failed = new CountDownLatch(1);
        worker(new FailingStore(() -> {
            if (failed.getCount() > 0) {
                failed.countDown();
                throw new InternalError("made by a test");
            }
        }));

        assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
        atelier.signals.publish(TrainingQueue.CHANGED);

        assertThat(ended(job).status()).isEqualTo(TrainingStatus.COMPLETED);
    }

    @Test
    void progressIsSeenWhileItTrainsAndTheNextWaitsItsTurn() {
        TrainingJob first =
                start(training().with("training_comment", "wait:" + signal()).with("max_train_epochs", 2));
        TrainingJob second = start(training());
        worker();

        await().untilAsserted(() ->
                assertThat(now(first).orElseThrow().progress()).isEqualTo(new TrainingProgress(1, 2, 5, 10, 0.995)));
        assertThat(now(first).orElseThrow().status()).isEqualTo(TrainingStatus.TRAINING);
        await().untilAsserted(() -> assertThat(log(first)).contains("waiting"));
        assertThat(now(second).orElseThrow().status()).isEqualTo(TrainingStatus.PENDING);

        release();
        assertThat(ended(first).status()).isEqualTo(TrainingStatus.COMPLETED);
        assertThat(ended(second).status()).isEqualTo(TrainingStatus.COMPLETED);
    }

    @Test
    void aDeletedTrainingEndsWithAllItsProcessesAndItsFilesAreDeleted() throws IOException {
        int filesBefore = atelier.store.files().size();
        TrainingJob job = start(training().with("training_comment", "hang"));
        worker();
        long grandchild = awaitGrandchild(job);
        List<ProcessHandle> processes =
                List.of(trainerOf(job), ProcessHandle.of(grandchild).orElseThrow());

        delete(job);

        await().untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
        await().untilAsserted(() -> assertThat(folders()).isEmpty());
        assertThat(atelier.store.files()).hasSize(filesBefore);
        TrainingJob next = start(training());
        assertThat(ended(next).status()).isEqualTo(TrainingStatus.COMPLETED);
    }

    @Test
    void aStoppedTrainingKeepsTheEpochsThatItSaved() throws IOException {
        TrainingJob job = start(training().with("training_comment", "late").with("save_every_n_epochs", 1));
        worker();
        await().until(() -> log(job).contains("hanging late"));

        delete(job);

        await().untilAsserted(() -> assertThat(folders()).isEmpty());
        assertThat(now(job)).isEmpty();
        Checkpoint lora = atelier.checkpoints
                .find(CheckpointType.LORA, new CheckpointFileName("usual-000001.safetensors"))
                .orElseThrow();
        assertThat(lora.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(atelier.read(lora.files().get(0).location())).contains("data_offsets");
        assertThat(atelier.store.files()).noneMatch(file -> (file + "/").startsWith(job.output() + "/"));
    }

    @Test
    void aTrainingThatIsDeletedWhileItsServiceIsDownKeepsTheEpochsThatItSaved() throws IOException {
        TrainingJob job = start(training().with("training_comment", "late").with("save_every_n_epochs", 1));
        TrainingWorker first = worker();
        await().until(() -> log(job).contains("hanging late"));
        ProcessHandle process = trainerOf(job);
        first.close();

        delete(job);
        assertThat(process.isAlive()).isTrue();
        worker();

        await().untilAsserted(() -> assertThat(folders()).isEmpty());
        await().until(() -> !process.isAlive());
        Checkpoint lora = atelier.checkpoints.find(job.id().checkpoint()).orElseThrow();
        assertThat(lora.files())
                .extracting(ModelFile::name)
                .containsExactly(new CheckpointFileName("usual-000001.safetensors"));
        assertThat(atelier.read(lora.files().get(0).location())).contains("data_offsets");
        await().until(() -> atelier.trainings.stopped().find(job.id()).isEmpty());
    }

    @Test
    void aTrainerOutlivesTheServiceAndTheNextStartFollowsIt() throws IOException {
        TrainingJob job = start(training().with("training_comment", "wait:" + signal()));
        TrainingWorker first = worker();
        await().untilAsserted(() -> assertThat(log(job)).contains("waiting"));
        ProcessHandle process = trainerOf(job);

        first.close();
        assertThat(process.isAlive()).isTrue();
        worker();
        release();

        assertThat(ended(job).status()).isEqualTo(TrainingStatus.COMPLETED);
        assertThat(log(job)).contains("started 1 times").contains("epoch 10/10");
        assertThat(now(job).orElseThrow().progress().step()).isEqualTo(50);
    }

    @Test
    void aTrainerThatDiedWhileTheServiceWasDownFailsTheJob() throws IOException {
        TrainingJob job = start(training().with("training_comment", "wait:" + signal()));
        TrainingWorker first = worker();
        await().untilAsserted(() -> assertThat(log(job)).contains("waiting"));
        first.close();
        ProcessHandle process = trainerOf(job);
        process.destroyForcibly();
        process.onExit().join();

        worker();

        assertThat(ended(job).error()).contains("without writing its model");
    }

    @Test
    void aTrainingThatAnotherReplicaHasClaimedIsAbandoned() throws IOException {
        TrainingJob job = start(training().with("training_comment", "hang"));
        TrainingWorker first = worker();
        awaitGrandchild(job);
        ProcessHandle process = trainerOf(job);
        first.close();
        atelier.clock.pass(LEASE.plusSeconds(1));
        assertThat(atelier.trainings.claim(InMemoryBackend.NAME, "elsewhere", LEASE))
                .isPresent();

        worker();

        await().untilAsserted(() -> assertThat(process.isAlive()).isFalse());
        await().untilAsserted(() -> assertThat(folders()).isEmpty());
        assertThat(now(job).orElseThrow().status()).isEqualTo(TrainingStatus.TRAINING);
    }

    @Test
    void twoServicesDoNotShareAWorkDirectory() throws IOException {
        try (TrainingWorkDirs held = TrainingWorkDirs.open(folder).orElseThrow()) {
            assertThat(TrainingWorkDirs.open(folder)).isEmpty();
            assertThat(held.worker()).startsWith("trainer-");
        }
        String name;
        try (TrainingWorkDirs again = TrainingWorkDirs.open(folder).orElseThrow()) {
            name = again.worker();
        }
        try (TrainingWorkDirs again = TrainingWorkDirs.open(folder).orElseThrow()) {
            assertThat(again.worker()).isEqualTo(name);
        }
    }

    @Test
    void aWorkDirectoryThatCouldNotBeOpenedIsNotLocked() throws IOException {
        Path name = Files.createDirectory(folder.resolve("worker"));
        assertThatThrownBy(() -> TrainingWorkDirs.open(folder)).isInstanceOf(IOException.class);
        Files.delete(name);

        try (TrainingWorkDirs now = TrainingWorkDirs.open(folder).orElseThrow()) {
            assertThat(now.worker()).startsWith("trainer-");
        }
    }

    private void delete(TrainingJob job) {
        new DeleteTrainings(
                        atelier.trainings,
                        atelier.store,
                        new BackendRegistry(
                                List.of(new BackendRegistry.ComputeBackend(
                                        job.plan().backend(), "test", atelier.backend, atelier.backend, trainer)),
                                job.plan().backend()),
                        atelier.clock)
                .delete(TestCallers.administrator(), List.of(job.id()));
    }

    private TrainingJob start(TestTrainings training) {
        TrainingJob job = training.pending();
        trainer.start(job);
        return job;
    }

    private TrainingWorker worker() {
        return worker(atelier.store);
    }

    private TrainingWorker worker(ModelStore store) {
        TrainingWorker worker = new TrainingWorker(
                InMemoryBackend.NAME,
                atelier.trainings,
                atelier.trainings,
                complete,
                new TrainingFiles(store, new InMemoryInspector()),
                atelier.signals,
                atelier.clock,
                settings());
        workers.add(worker);
        worker.start();
        return worker;
    }

    private TrainingConfiguration settings() {
        return settings(StandInTrainer.command() + (behaviour == null ? "" : " --training_comment " + behaviour));
    }

    private TrainingConfiguration settings(String command) {
        return new TrainingConfiguration(
                command,
                folder == null ? "unused" : folder.toString(),
                LEASE,
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                SILENCE,
                TIMEOUT,
                Duration.ofSeconds(2),
                List.of());
    }

    private TrainingJob ended(TrainingJob job) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> now(job).orElseThrow().status().isEnd());
        return now(job).orElseThrow();
    }

    private Optional<TrainingJob> now(TrainingJob job) {
        return atelier.trainings.find(job.id());
    }

    private String log(TrainingJob job) throws IOException {
        StorageUri log = job.output().resolve("train.log");
        return atelier.store.find(log).isPresent() ? atelier.read(log) : "";
    }

    private long awaitGrandchild(TrainingJob job) {
        Pattern hanging = Pattern.compile("hanging (\\d+)");
        await().until(() -> hanging.matcher(log(job)).find());
        try {
            Matcher matcher = hanging.matcher(log(job));
            assertThat(matcher.find()).isTrue();
            return Long.parseLong(matcher.group(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What the stored log had is read then; a log may be stored with lines that are read in the next round only. */
    private void awaitNextLook(TrainingJob job) throws IOException {
        atelier.store.deleteAll(job.output().resolve("train.log"));
        await().until(() -> !log(job).isEmpty());
    }

    private ProcessHandle trainerOf(TrainingJob job) throws IOException {
        String known = Files.readString(folder.resolve(job.id().toString()).resolve("process"));
        Matcher pid = Pattern.compile("pid=(\\d+)").matcher(known);
        assertThat(pid.find()).isTrue();
        return ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow();
    }

    private Path signal() {
        return folder.resolve("go-on");
    }

    private void release() {
        try {
            Files.writeString(signal(), "now");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    /** The store with a side effect of each write. */
    private final class FailingStore extends InMemoryModelStore {

        private final Runnable failure;

        private FailingStore(Runnable failure) {
            super(atelier.clock);
            this.failure = failure;
        }

        @Override
        public void put(StorageUri location, InputStream content, String contentType) throws IOException {
            failure.run();
            atelier.store.put(location, content, contentType);
        }

        @Override
        public InputStream open(StorageUri location) throws IOException {
            return atelier.store.open(location);
        }

        @Override
        public Stream<StorageUri> list(StorageUri folder) {
            return atelier.store.list(folder);
        }
    }
}
