package dev.atelier.sagemaker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.application.testing.TrainingRunnerContract;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.sagemaker.SageMakerEnabled;
import dev.atelier.sagemaker.fixture.SageMakerFixture;
import dev.atelier.sagemaker.testing.AwsErrorResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SageMakerTrainingRunnerTest extends TrainingRunnerContract {

    @TempDir
    Path spool;

    private final MovableClock clock = new MovableClock();
    private SageMakerFixture fixture;

    @BeforeEach
    void open() {
        fixture = new SageMakerFixture(clock, spool).watched();
        fixture.write(new StorageUri("atelier", "dataset/lego/a.png"), "a brick");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Override
    protected TrainingRunner trainer() {
        return fixture.trainer;
    }

    @Override
    protected String backend() {
        return SageMakerEnabled.BACKEND;
    }

    @Override
    protected TrainingRunner trainerNotSetUp() {
        return fixture.trainerWithoutImage;
    }

    @Override
    protected TrainingJobRepository jobs() {
        return fixture.trainings;
    }

    @Override
    protected void trains() {
        fixture.stub.trainings().stageTakes(Duration.ofMillis(20));
    }

    @Override
    protected String fails() {
        fixture.stub.trainings().failsWith("CUDA out of memory");
        return "CUDA out of memory";
    }

    @Override
    protected void hangs() {
        fixture.stub.trainings().stageTakes(null);
    }

    @Test
    void whereNothingIsSetUpItSaysWhatToSet() {
        assertThatThrownBy(() -> fixture.trainerWithoutImage.requireReady())
                .hasMessageContaining("ATELIER_AWS_TRAINING_IMAGE");
    }

    @Test
    void theRequestHasWhatTheContainerNeeds() throws IOException {
        TrainingJob job = handedOver(training().with("network_dim", 8).with("learning_rate", 0.00005));
        String name = "test-" + job.id();

        JsonNode call = fixture.stub.calls("CreateTrainingJob").get(0);
        assertThat(call.path("TrainingJobName").asText()).isEqualTo(name);
        assertThat(call.path("RoleArn").asText()).isEqualTo(SageMakerFixture.ROLE);
        assertThat(call.at("/AlgorithmSpecification/TrainingImage").asText()).isEqualTo("image");
        assertThat(call.at("/ResourceConfig").toString())
                .contains("\"InstanceType\":\"ml.g5.2xlarge\"", "\"InstanceCount\":1", "\"VolumeSizeInGB\":125");
        assertThat(call.at("/StoppingCondition/MaxRuntimeInSeconds").asInt()).isEqualTo(86400);
        assertThat(call.path("Tags").toString()).contains("\"Key\":\"atelier:installation\",\"Value\":\"test\"");
        assertThat(hyperparameter(job, "sagemaker_program").asText()).isEqualTo("train.py");
        assertThat(hyperparameter(job, "training-type").asText()).isEqualTo("kohya");
        assertThat(hyperparameter(job, "s3-input-path").asText())
                .isEqualTo(job.input().toString());
        assertThat(hyperparameter(job, "s3-output-path").asText())
                .isEqualTo(job.output().toString());
        JsonNode params = hyperparameter(job, "params").path("training_params");
        assertThat(params.path("fm_type").asText()).isEqualTo("sd_1_5");
        assertThat(params.path("s3_model_path").asText())
                .isEqualTo(job.plan().base().location().toString());
        assertThat(params.path("s3_data_path").asText())
                .isEqualTo(job.plan().dataset().toString());
        try (InputStream toml = fixture.store.open(job.input().resolve("config.toml"))) {
            String text = new String(toml.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).contains("learning_rate = 0.00005");
            JsonNode options = new TomlMapper().readTree(text);
            assertThat(options.path("network_dim").asInt()).isEqualTo(8);
            assertThat(options.path("output_name").asText()).isEqualTo("usual");
        }
    }

    @Test
    void theInstanceTypeIsTheOneAskedForIfItIsAllowed() {
        TrainingJob job = start(asking("ml.g4dn.xlarge"));
        await().until(() -> !fixture.stub.calls("CreateTrainingJob").isEmpty());

        assertThat(fixture.stub
                        .calls("CreateTrainingJob")
                        .get(0)
                        .at("/ResourceConfig/InstanceType")
                        .asText())
                .isEqualTo("ml.g4dn.xlarge");
        TrainingJob rejected = asking("ml.c5.large");
        assertThatThrownBy(() -> fixture.trainer.start(rejected)).isInstanceOf(InvalidRequestException.class);
        assertThat(fixture.trainings.find(rejected.id())).isEmpty();
        assertThat(fixture.trainings.find(job.id())).isPresent();
    }

    @Test
    void itsStagesAreFollowed() {
        TrainingJob job = handedOver(training());
        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);

        become(job, "InProgress", "Training");
        await().until(() -> fixture.now(job).status() == TrainingStatus.TRAINING);
        become(job, "InProgress", "Uploading");
        await().until(() -> fixture.now(job).status() == TrainingStatus.UPLOADING);
        fixture.stub.trainings().complete("test-" + job.id());

        await().until(() -> fixture.now(job).status() == TrainingStatus.COMPLETED);
        assertThat(fixture.checkpoints.find(job.id().checkpoint())).isPresent();
    }

    @Test
    void anEventCompletesATrainingWithoutAPoll() {
        TrainingJob job = start(training().createdAt(fixture.now()).pending());
        fixture.close(); // no polling from here on
        fixture = new SageMakerFixture(clock, spool);
        fixture.write(job.plan().dataset().resolve("a.png"), "a brick");
        hangs();
        fixture.trainer.start(job);
        fixture.trainingPoller.poll();
        fixture.stub.trainings().complete("test-" + job.id());

        fixture.awsEventDispatcher.dispatch("{\"detail-type\": \"SageMaker Training Job State Change\", \"detail\":"
                + " {\"TrainingJobName\": \"test-" + job.id() + "\", \"TrainingJobStatus\": \"Failed\"}}");

        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.COMPLETED);
        assertThat(fixture.now(job).models()).containsExactly("usual.safetensors");
    }

    @Test
    void aQuotaErrorIsReportedWithTheMessageOfAws() {
        fixture.stub.reject(
                "CreateTrainingJob",
                new AwsErrorResponse(
                        400,
                        "ResourceLimitExceeded",
                        "The account-level service limit 'ml.g5.2xlarge for training job usage' is 0 Instances"));
        TrainingJob job = start(training().createdAt(fixture.now()).pending());

        await().until(() -> fixture.now(job).status() == TrainingStatus.FAILED);

        assertThat(fixture.now(job).error())
                .isEqualTo("ResourceLimitExceeded: The account-level service limit 'ml.g5.2xlarge for training job"
                        + " usage' is 0 Instances");
    }

    @Test
    void aTrainingIsSubmittedAgainAfterATransientError() {
        fixture.stub.reject("CreateTrainingJob", AwsErrorResponse.denied());
        hangs();
        TrainingJob job = start(training().createdAt(fixture.now()).pending());
        await().until(() -> fixture.stub.calls("CreateTrainingJob").size() > 1);
        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.PENDING);

        fixture.stub.works();

        await().until(() -> fixture.now(job).status() == TrainingStatus.DOWNLOADING);
    }

    @Test
    void theSubmissionTimeoutCountsFromTheStartNotTheCreation() {
        fixture.stub.reject("CreateTrainingJob", AwsErrorResponse.denied());
        TrainingJob job =
                training().createdAt(fixture.now().minus(Duration.ofDays(3))).initial();
        fixture.trainings.add(job);

        assertThat(fixture.trainer.startInitial(job.queue())).isTrue();

        await().until(() -> fixture.stub.calls("CreateTrainingJob").size() > 1);
        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.PENDING);
        clock.pass(SageMakerFixture.HAND_OVER.plusMinutes(1));
        awaitAsTimePasses(() -> fixture.now(job).status() == TrainingStatus.FAILED);
    }

    @Test
    void theTrainingsOfOtherComputeAreLeftAlone() {
        hangs();
        TrainingJob other = TestTrainings.training().backend("elsewhere").pending();
        fixture.trainings.enqueue(other);

        TrainingJob ours = handedOver(training());

        assertThat(fixture.now(ours).status()).isEqualTo(TrainingStatus.DOWNLOADING);
        assertThat(fixture.now(other)).isEqualTo(other);
        assertThat(fixture.stub.calls("CreateTrainingJob")).hasSize(1);
    }

    @Test
    void aTrainingThatAwsFindsInvalidFailsInItsWords() {
        fixture.stub.reject(
                "CreateTrainingJob",
                new AwsErrorResponse(400, "ValidationException", "Requested image not found in this account."));

        TrainingJob job = start(training().createdAt(fixture.now()).pending());

        await().until(() -> fixture.now(job).status() == TrainingStatus.FAILED);
        assertThat(fixture.now(job).error())
                .startsWith(
                        "SageMaker did not accept the training (ValidationException: Requested image not found in this"
                                + " account.)");
    }

    @Test
    void aTrainingThatAwsNeverTakesFailsInTheEnd() {
        fixture.stub.reject("CreateTrainingJob", AwsErrorResponse.denied());
        TrainingJob job = start(training().createdAt(fixture.now()).pending());
        await().until(() -> !fixture.stub.calls("CreateTrainingJob").isEmpty());

        clock.pass(SageMakerFixture.HAND_OVER.plusMinutes(1));

        awaitAsTimePasses(() -> fixture.now(job).status() == TrainingStatus.FAILED);
        assertThat(fixture.now(job).error())
                .startsWith("it could not be submitted within 3600 seconds: SageMaker did not accept the training"
                        + " (AccessDeniedException)")
                .doesNotContain("secret-role");
    }

    @Test
    void aTrainingThatIsStoppedOrVanishesBehindOurBackFailsWithThat() {
        TrainingJob stopped = handedOver(training());
        TrainingJob late = handedOver(training());
        TrainingJob gone = handedOver(training());

        become(stopped, "Stopped", "Stopped");
        become(late, "Stopped", "MaxRuntimeExceeded");
        fixture.stub.trainings().vanish("test-" + gone.id());

        await().until(() -> fixture.now(stopped).status().isEnd()
                && fixture.now(late).status().isEnd()
                && fixture.now(gone).status().isEnd());
        assertThat(fixture.now(stopped).error()).isEqualTo("it was stopped in AWS");
        assertThat(fixture.now(late).error()).isEqualTo("it took longer than 1440 minutes, and SageMaker stopped it");
        assertThat(fixture.now(gone).error()).isEqualTo("the training no longer exists in SageMaker");
    }

    @Test
    void aTrainingOfWhichNothingCanBeLearntFailsInTheEnd() {
        TrainingJob job = handedOver(training());
        fixture.stub.reject("DescribeTrainingJob", AwsErrorResponse.denied());
        clock.pass(Duration.ofHours(25));
        int asked = fixture.stub.calls("DescribeTrainingJob").size();
        awaitAsTimePasses(() -> fixture.stub.calls("DescribeTrainingJob").size() > asked);
        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.DOWNLOADING);

        clock.pass(Duration.ofHours(2));

        awaitAsTimePasses(() -> fixture.now(job).status() == TrainingStatus.FAILED);
        assertThat(fixture.now(job).error()).startsWith("its state in AWS could not be read");
    }

    @Test
    void aTrainingThatLeavesNoModelFails() {
        fixture.stub.trainings().makes(null);
        trains();
        TrainingJob job = start(training().createdAt(fixture.now()).pending());

        await().until(() -> fixture.now(job).status().isEnd());

        assertThat(fixture.now(job).error()).isEqualTo("the training ended without leaving a model in " + job.output());
    }

    @Test
    void aModelThatIsNoneFailsTheTraining() {
        fixture.stub.trainings().makes(InMemoryInspector.EVIL.getBytes(StandardCharsets.UTF_8));
        trains();
        TrainingJob job = start(training().createdAt(fixture.now()).pending());

        await().until(() -> fixture.now(job).status().isEnd());

        assertThat(fixture.now(job).error())
                .isEqualTo("the trained model file is invalid: usual.safetensors says that it is evil");
        assertThat(fixture.checkpoints.find(job.id().checkpoint())).isEmpty();
    }

    @Test
    void modelsOfSingleEpochsComeBehindTheFinalOneAndWhatIsNoneIsPassedOver() {
        TrainingJob job = handedOver(training());
        fixture.write(job.output().resolve("usual-000001.safetensors"), "epoch 1");
        fixture.write(job.output().resolve("usual-000002.safetensors"), "epoch 2");
        fixture.write(job.output().resolve("train.log"), "words");
        fixture.write(job.output().resolve(".half.safetensors"), "half an epoch");

        fixture.stub.trainings().complete("test-" + job.id());

        await().until(() -> fixture.now(job).status().isEnd());
        assertThat(fixture.now(job).models())
                .containsExactly("usual.safetensors", "usual-000001.safetensors", "usual-000002.safetensors");
    }

    @Test
    void theEpochsThatAFailedTrainingSavedAreKept() {
        TrainingJob job = handedOver(training());
        fixture.write(job.output().resolve("usual-000001.safetensors"), "epoch 1");
        fixture.write(job.output().resolve("usual-000002.safetensors"), InMemoryInspector.EVIL);

        become(job, "Stopped", "MaxRuntimeExceeded");

        await().until(() -> fixture.now(job).status() == TrainingStatus.FAILED);
        assertThat(fixture.now(job).models()).containsExactly("usual-000001.safetensors");
        assertThat(fixture.checkpoints.find(job.id().checkpoint())).isPresent();
    }

    @Test
    void ratesOfAListAreWrittenAsNumbersOfOneKindAndNoSampleImagesAreAskedFor() throws Exception {
        TrainingJob job = handedOver(training()
                .with("text_encoder_lr", List.of(5e-5, 0))
                .with("sample_at_first", true)
                .with("sample_prompts", "a cat"));

        try (InputStream config = fixture.store.open(job.input().resolve("config.toml"))) {
            assertThat(new String(config.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("text_encoder_lr = [0.00005, 0.0]\n")
                    .doesNotContain("sample_");
        }
    }

    @Test
    void aStoppedTrainingIsStoppedInAws() {
        TrainingJob job = handedOver(training());

        fixture.trainings.end(fixture.now(job).stop(fixture.now()));
        fixture.trainer.stop(job);

        assertThat(fixture.stub.trainings().status("test-" + job.id())).contains("Stopped");
        assertThat(fixture.now(job).status()).isEqualTo(TrainingStatus.STOPPED);
    }

    @Test
    void theTimeOfTheLastOutputIsThatOfTheLastChangeInAws() {
        TrainingJob job = handedOver(training());
        String name = "test-" + job.id();

        become(job, "InProgress", "Training");
        await().until(() -> fixture.now(job).status() == TrainingStatus.TRAINING);
        assertThat(fixture.now(job).lastOutput())
                .isEqualTo(fixture.stub.trainings().changed(name));
        become(job, "InProgress", "Uploading");
        await().until(() -> fixture.now(job).status() == TrainingStatus.UPLOADING);
        assertThat(fixture.now(job).lastOutput())
                .isEqualTo(fixture.stub.trainings().changed(name));
        fixture.stub.trainings().complete(name);

        await().until(() -> fixture.now(job).status() == TrainingStatus.COMPLETED);
        assertThat(fixture.now(job).lastOutput())
                .isEqualTo(fixture.stub.trainings().changed(name));
    }

    @Test
    void theEpochsThatTheContainerDeliversBeforeAndAfterADeletionAreKept() {
        TrainingJob job = deletedWhileItStops();
        StorageUri second = job.output().resolve("usual-000002.safetensors");
        fixture.write(second, "epoch 2");
        fixture.write(job.output().resolve("usual-000003.safetensors"), InMemoryInspector.EVIL);
        int asked = fixture.stub.calls("DescribeTrainingJob").size();
        awaitAsTimePasses(() -> fixture.stub.calls("DescribeTrainingJob").size() > asked);
        assertThat(fixture.checkpoints.find(job.id().checkpoint())).isEmpty();

        become(job, "Stopped", "Stopped");

        awaitAsTimePasses(() -> fixture.checkpoints.find(job.id().checkpoint()).isPresent());
        Checkpoint lora = fixture.checkpoints.find(job.id().checkpoint()).orElseThrow();
        assertThat(lora.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(lora.files())
                .extracting(ModelFile::location)
                .containsExactly(job.output().resolve("usual-000001.safetensors"), second);
        assertThat(fixture.store.files())
                .contains(second)
                .doesNotContain(job.input().resolve("config.toml"));
        await().until(() -> fixture.trainings.stopped().find(job.id()).isEmpty());
    }

    @Test
    void nothingRemainsOfADeletedTrainingThatDeliveredNoModel() {
        TrainingJob job = handedOver(training());
        fixture.write(job.output().resolve("usual-000001.safetensors"), InMemoryInspector.EVIL);

        fixture.deleteTrainings.delete(TestCallers.administrator(), List.of(job.id()));

        assertThat(fixture.stub.trainings().status("test-" + job.id())).contains("Stopped");
        awaitAsTimePasses(() -> fixture.trainings.stopped().find(job.id()).isEmpty());
        assertThat(fixture.checkpoints.find(job.id().checkpoint())).isEmpty();
        assertThat(fixture.store.files()).noneMatch(file -> (file + "/").startsWith(job.output() + "/"));
    }

    @Test
    void anEventKeepsWhatADeletedTrainingSavedWithoutAPoll() {
        TrainingJob job = deletedWhileItStops();
        fixture.pollingScheduler.close();
        fixture.stub.trainings().become("test-" + job.id(), "Stopped", "Stopped", null);

        fixture.awsEventDispatcher.dispatch("{\"detail-type\": \"SageMaker Training Job State Change\", \"detail\":"
                + " {\"TrainingJobName\": \"test-" + job.id() + "\", \"TrainingJobStatus\": \"Stopped\"}}");

        assertThat(fixture.checkpoints.find(job.id().checkpoint())).isPresent();
        assertThat(fixture.trainings.stopped().find(job.id())).isEmpty();
    }

    @Test
    void aStoppedTrainingWhoseStateCannotBeReadIsPolledAgain() {
        TrainingJob job = deletedWhileItStops();
        fixture.stub.reject("DescribeTrainingJob", AwsErrorResponse.denied());
        become(job, "Stopped", "Stopped");
        int asked = fixture.stub.calls("DescribeTrainingJob").size();
        awaitAsTimePasses(() -> fixture.stub.calls("DescribeTrainingJob").size() > asked + 1);
        assertThat(fixture.checkpoints.find(job.id().checkpoint())).isEmpty();

        fixture.stub.works();

        awaitAsTimePasses(() -> fixture.checkpoints.find(job.id().checkpoint()).isPresent());
    }

    /** With one epoch, delivered before. */
    private TrainingJob deletedWhileItStops() {
        TrainingJob job = handedOver(training());
        fixture.write(job.output().resolve("usual-000001.safetensors"), "epoch 1");
        fixture.stub.trainings().stopsSlowly();
        fixture.deleteTrainings.delete(TestCallers.administrator(), List.of(job.id()));
        assertThat(fixture.stub.trainings().status("test-" + job.id())).contains("Stopping");
        assertThat(fixture.trainings.find(job.id())).isEmpty();
        return job;
    }

    @Test
    void aStopThatAwsDoesNotTakeIsAFailureSoThatItIsAskedAgain() {
        TrainingJob job = handedOver(training());
        fixture.stub.reject("StopTrainingJob", AwsErrorResponse.internal());

        assertThatThrownBy(() -> fixture.trainer.stop(job)).isInstanceOf(ComputeBackendException.class);
    }

    /** A training of this compute. */
    private static TestTrainings training() {
        return TestTrainings.training().backend(SageMakerEnabled.BACKEND);
    }

    private TrainingJob handedOver(TestTrainings training) {
        hangs();
        TrainingJob job = start(training.createdAt(fixture.now()).pending());
        await().until(() -> fixture.now(job).status() == TrainingStatus.DOWNLOADING);
        return job;
    }

    private TrainingJob start(TrainingJob job) {
        fixture.trainer.start(job);
        return job;
    }

    private TrainingJob asking(String instanceType) {
        return training().onInstance(instanceType).createdAt(fixture.now()).pending();
    }

    /** Moves the clock on while it waits: the pause of a poll that was under way may begin only after {@code pass}. */
    private void awaitAsTimePasses(Callable<Boolean> condition) {
        await().until(() -> {
            clock.pass(Duration.ofSeconds(10));
            return condition.call();
        });
    }

    private void become(TrainingJob job, String status, String stage) {
        fixture.stub.trainings().become("test-" + job.id(), status, stage, null);
    }

    private JsonNode hyperparameter(TrainingJob job, String name) {
        return fixture.stub.trainings().hyperparameter("test-" + job.id(), name);
    }

    /** Runs, and can be put on. */
    private static final class MovableClock extends Clock {

        private volatile Duration ahead = Duration.ZERO;

        private void pass(Duration time) {
            ahead = ahead.plus(time);
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("this clock knows UTC only");
        }
    }
}
