package dev.atelier.sagemaker.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.testing.InferenceRunnerContract;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.sagemaker.fixture.SageMakerFixture;
import dev.atelier.sagemaker.testing.AwsErrorResponse;
import dev.atelier.sagemaker.testing.Container;
import dev.atelier.sagemaker.testing.Container.Reply;
import dev.atelier.sagemaker.testing.StubRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@Tag("slow")
class SageMakerInferenceRunnerTest extends InferenceRunnerContract {

    @TempDir
    Path spool;

    private final CountDownLatch over = new CountDownLatch(1);
    private SageMakerFixture fixture;

    @BeforeEach
    void open() {
        fixture = new SageMakerFixture(Clock.systemUTC(), spool).watched();
    }

    @AfterEach
    void close() {
        over.countDown();
        fixture.close();
    }

    @Override
    protected InferenceRunner runner() {
        return fixture.runner;
    }

    @Override
    protected InferenceJobRepository jobs() {
        return fixture.jobs;
    }

    @Override
    protected NotificationBus signals() {
        return fixture.signals;
    }

    @Override
    protected Endpoint endpoint(InferenceType type) {
        return fixture.serving(type);
    }

    @Override
    protected void generates() {
        fixture.stub.runtime().runs(Container.generation(1));
    }

    @Override
    protected void hangs() {
        fixture.stub.runtime().runs(request -> {
            await().forever().until(() -> over.getCount() == 0);
            return Reply.json("{}");
        });
    }

    @Override
    protected void upload(InferenceJob job) {
        fixture.write(job.payload(), "{}");
    }

    @Test
    void theRequestHasTaskModelsAndPayloadLocation() throws IOException {
        fixture.stub.runtime().losesInvocations();
        StorageUri folder = fixture.layout.checkpoint(CheckpointType.LORA, new CheckpointId(new UUID(1, 2)));
        InferenceJob job = fixture.created(
                        TestJobs.job()
                                .models(
                                        TestJobs.job().created().models().get(0),
                                        new ModelReference(
                                                CheckpointType.LORA,
                                                "style.safetensors",
                                                new CheckpointId(new UUID(3, 4)),
                                                folder.resolve("style.safetensors"),
                                                folder),
                                        ModelReference.word(CheckpointType.VAE, "Automatic")),
                        fixture.serving(InferenceType.ASYNC))
                .start(fixture.now());

        fixture.runner.submit(job);

        JsonNode request = stored(fixture.layout.invocation(job.id()));
        assertThat(request.path("task").asText()).isEqualTo("txt2img");
        assertThat(request.path("username").asText()).isEqualTo("ann");
        assertThat(request.path("param_s3").asText())
                .isEqualTo(fixture.layout.checkedPayload(job.id()).toString());
        assertThat(stored(fixture.layout.checkedPayload(job.id()))).isEqualTo(stored(job.payload()));
        assertThat(request.path("payload_string").isNull()).isTrue();
        JsonNode models = request.path("models");
        assertThat(models.path("space_free_size").asDouble()).isEqualTo(4e10);
        assertThat(models.at("/Stable-diffusion/0/model_name").asText()).isEqualTo(TestJobs.CHECKPOINT);
        assertThat(models.at("/Stable-diffusion/0/s3").asText())
                .isEqualTo(job.models().get(0).folder().toString());
        assertThat(models.at("/Lora/0").toString())
                .isEqualTo("{\"id\":\"" + new UUID(3, 4) + "\",\"model_name\":\"style.safetensors\",\"s3\":\"" + folder
                        + "\",\"type\":\"Lora\"}");
        assertThat(models.at("/VAE/0").toString())
                .isEqualTo("{\"id\":\"Automatic\",\"model_name\":\"Automatic\",\"s3\":\"None\",\"type\":\"VAE\"}");
    }

    @Test
    void scriptsThatAreSwitchedOffAreLeftOutOfWhatTheEndpointGets() throws IOException {
        InferenceJob job = fixture.started(fixture.serving(InferenceType.ASYNC));
        fixture.write(
                job.payload(),
                "{\"prompt\": \"\u00fc\", \"alwayson_scripts\" : { \"roop\": {\"args\": [\"a\", false]}, \"Seed\": {\"args\": [1]} ,\n"
                        + "\"Cutoff\": {\"args\": [false, \"b\"]}, \"Sampler\": {\"args\": [20]}, \"X\": null }, \"steps\": 20}");

        fixture.runner.submit(job);

        assertThat(text(fixture.layout.checkedPayload(job.id())))
                .isEqualTo(
                        "{\"prompt\": \"\u00fc\", \"alwayson_scripts\" : {\"Seed\": {\"args\": [1]} ,\"Sampler\": {\"args\": [20]}},"
                                + " \"steps\": 20}");
    }

    @ParameterizedTest
    @EnumSource(InferenceType.class)
    void aPayloadThatIsNotForClientsNeverReachesAnEndpoint(InferenceType type) {
        InferenceJob job = fixture.started(fixture.serving(type));
        fixture.write(job.payload(), "{\"alwayson_scripts\": {\"Some Script\": {\"args\": [true]}}}");

        if (type == InferenceType.REAL_TIME) {
            fixture.runner.submitAndAwait(job).toCompletableFuture().join();
        } else {
            fixture.runner.submit(job);
        }

        assertThat(fixture.now(job).error()).contains("Some Script", "is not taken", "adetailer");
        assertThat(fixture.stub.calls("InvokeEndpoint")).isEmpty();
        assertThat(fixture.stub.calls("InvokeEndpointAsync")).isEmpty();
    }

    @Test
    void aPayloadThatNamesAModelOfAnotherUserNeverReachesAnEndpoint() {
        fixture.checkpoints.add(TestCheckpoints.checkpoint()
                .type(CheckpointType.LORA)
                .files("style.safetensors")
                .openTo("user:bob")
                .build());
        InferenceJob job = fixture.started(fixture.serving(InferenceType.ASYNC));
        fixture.write(job.payload(), "{\"prompt\": \"a cat <lora:style:1>\"}");

        fixture.runner.submit(job);

        assertThat(fixture.now(job).error()).contains("not open to user ann");
        assertThat(fixture.stub.calls("InvokeEndpointAsync")).isEmpty();
    }

    @Test
    void anAsyncJobIsSubmittedWithItsIdAndTimeouts() {
        fixture.stub.runtime().losesInvocations();
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);
        InferenceJob job = fixture.started(endpoint);

        fixture.runner.submit(job);

        JsonNode call = fixture.stub.calls("InvokeEndpointAsync").get(0);
        assertThat(call.path("EndpointName").asText()).isEqualTo("test-" + endpoint.id());
        assertThat(header(call, "Inference-Id")).isEqualTo(job.id().toString());
        assertThat(header(call, "InputLocation")).isEqualTo("s3://atelier/sagemaker_input/" + job.id() + ".json");
        assertThat(header(call, "RequestTTLSeconds")).isEqualTo("21600");
        assertThat(header(call, "InvocationTimeoutSeconds")).isEqualTo("1800");
        assertThat(fixture.invocations.find(job.id()).orElseThrow().promise())
                .hasValueSatisfying(outputLocation ->
                        assertThat(outputLocation.result().toString()).startsWith("s3://atelier/sagemaker_output/"));
    }

    @Test
    void nothingStaysBehindOfAJobThatHasEnded() {
        fixture.stub.runtime().runs(Container.generation(3));
        InferenceJob job = fixture.started(fixture.serving(InferenceType.ASYNC));

        fixture.runner.submit(job);

        await().until(() -> !fixture.isInProgress(job) && fixture.underWay().isEmpty());
        assertThat(fixture.now(job).images()).containsExactly("image_0.png", "image_1.png", "image_2.png");
        assertThat(fixture.invocations.find(job.id())).isEmpty();
    }

    @Test
    void aJobWithASingleImageHasOne() {
        InferenceJob job = fixture.created(
                        TestJobs.job().task(TaskType.REMBG).models(), fixture.serving(InferenceType.REAL_TIME))
                .start(fixture.now());

        assertThat(fixture.runner.submitAndAwait(job).toCompletableFuture().join())
                .isTrue();

        assertThat(fixture.now(job).images()).containsExactly("image.png");
    }

    @Test
    void modelsThatNoContainerCanGetAreRejectedAndTheJobStaysAsItWas() {
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);
        InferenceJob onNodes = fixture.created(TestJobs.job().generatingOnNodes("mine.ckpt"), endpoint);
        ModelReference stored = TestJobs.job().created().models().get(0);
        ModelReference renamed = new ModelReference(
                stored.type(), "new.safetensors", stored.checkpoint(), stored.file(), stored.folder());
        InferenceJob other = fixture.created(TestJobs.job().models(renamed), endpoint);

        assertThatThrownBy(() -> fixture.runner.submit(onNodes.start(fixture.now())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(
                        "checkpoint mine.ckpt is stored on a GPU node only, where no endpoint can reach it; upload it to"
                                + " use it here");
        assertThatThrownBy(() -> fixture.runner.submit(other.start(fixture.now())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("checkpoint new.safetensors is stored as paint.safetensors, and endpoints find files"
                        + " by that name only; upload it as new.safetensors to use it here");

        InferenceJob text = fixture.created(TestJobs.job().generation("mine.txt"), endpoint);
        assertThatThrownBy(() -> fixture.runner.submit(text.start(fixture.now())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("file mine.txt cannot be used as a Stable-diffusion model");

        assertThat(fixture.now(onNodes).status()).isEqualTo(InferenceJobStatus.CREATED);
        assertThat(fixture.now(text).status()).isEqualTo(InferenceJobStatus.CREATED);
        assertThat(fixture.now(other).status()).isEqualTo(InferenceJobStatus.CREATED);
    }

    @Test
    void aJobThatSageMakerRejectsForGoodFailsWithoutTellingOfAccounts() {
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);
        fixture.stub.endpoints().vanish("test-" + endpoint.id());
        InferenceJob job = fixture.started(endpoint);

        assertThat(fixture.runner.submit(job)).isTrue();

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
        assertThat(fixture.now(job).error()).isEqualTo("the endpoint no longer exists in SageMaker");
        assertThat(fixture.underWay()).isEmpty();
    }

    @Test
    void startingAnAsyncJobDoesNotBlockWhileSageMakerHangs() {
        fixture.stub.hangs("InvokeEndpointAsync");
        InferenceJob job = fixture.started(fixture.serving(InferenceType.ASYNC));
        long begin = System.nanoTime();

        assertThat(fixture.runner.submit(job)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        fixture.stub.works();
        await().until(() -> !fixture.isInProgress(job));
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aRealTimeResponseThatCannotBeStoredHereIsLeftToTheNextPoll() {
        fixture.breakSpool();
        InferenceJob job = fixture.started(fixture.serving(InferenceType.REAL_TIME));

        assertThat(fixture.runner.submitAndAwait(job).toCompletableFuture().join())
                .isTrue();

        assertThat(fixture.isInProgress(job)).isTrue();
        assertThat(fixture.invocations.find(job.id())).isPresent();
    }

    @Test
    void aRealTimeEndpointThatTakesTooLongIsReportedWithItsLimit() {
        fixture.stub.reject("InvokeEndpoint", StubRuntime.timedOut());

        assertThat(realTime().error())
                .isEqualTo("the endpoint did not respond within 60 seconds, the maximum that SageMaker allows for a"
                        + " Real-time inference; an Async endpoint has more time");
    }

    @Test
    void aRealTimeAnswerThatIsTooLargeIsReportedWithItsLimit() {
        fixture.stub.runtime().runs(request -> Reply.json("\"" + "x".repeat(7 << 20) + "\""));

        assertThat(realTime().error())
                .isEqualTo(
                        "the endpoint's response is larger than SageMaker allows for a Real-time inference (ModelError:"
                                + " Received payload with size larger than the limit of 6291456 bytes); request fewer or smaller"
                                + " images, or use an Async endpoint");
    }

    @Test
    void aRealTimeRequestThatAwsFindsTooLargeIsReportedInItsWords() {
        fixture.stub.reject(
                "InvokeEndpoint",
                new AwsErrorResponse(413, "ValidationError", "HTTP content length exceeded 6291456 bytes."));

        assertThat(realTime().error())
                .isEqualTo("SageMaker did not accept the job (ValidationError: HTTP content length exceeded 6291456"
                        + " bytes.)");
    }

    @Test
    void aRealTimeRequestOfMoreThanSixMegabytesIsLeftToAws() {
        InferenceJob job = realTime(models(20_000));

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(fixture.stub.calls("InvokeEndpoint")).hasSize(1);
        assertThat(Long.parseLong(header(fixture.stub.calls("InvokeEndpoint").get(0), "Content-Length")))
                .isBetween(6L << 20, SageMakerFixture.MAX_REQUEST_BYTES);
    }

    @Test
    void aRealTimeRequestBeyondTheSettingIsNotSent() {
        InferenceJob job = realTime(models(60_000));

        assertThat(fixture.now(job).error())
                .matches(
                        "the request has \\d{8} bytes, and atelier.aws.real-time-max-request-bytes allows 25000000 for a"
                                + " Real-time inference; name fewer models");
        assertThat(fixture.stub.calls("InvokeEndpoint")).isEmpty();
    }

    @Test
    void whatARealTimeContainerReportsIsTheReason() {
        fixture.stub.runtime().runs(request -> Reply.failure(500, "{\"error\": \"CUDA out of memory\"}"));

        assertThat(realTime().error()).isEqualTo("the endpoint reports: CUDA out of memory");
    }

    @Test
    void throttlingEndsARealTimeJobWithAReason() {
        fixture.stub.reject("InvokeEndpoint", AwsErrorResponse.throttling());

        assertThat(realTime().error()).isEqualTo("SageMaker did not accept the job (ThrottlingException)");
    }

    @Test
    void aRealTimeAnswerThatIsNotJsonEndsTheJobWithAReason() {
        fixture.stub.runtime().runs(request -> Reply.json("<html>"));

        assertThat(realTime().error()).isEqualTo("the endpoint's response is not valid JSON");
    }

    @Test
    void aCancelledJobsRequestIsTakenBackAndItsResultDropped() {
        CountDownLatch taken = new CountDownLatch(1);
        fixture.stub.runtime().runs(request -> {
            taken.countDown();
            await().forever().until(() -> over.getCount() == 0);
            return Reply.json(Container.generated(request, 1));
        });
        InferenceJob job = fixture.started(fixture.serving(InferenceType.ASYNC));
        fixture.stub.queue().open();
        fixture.runner.submit(job);
        await().until(() -> taken.getCount() == 0);

        fixture.runner.cancel(job);
        fixture.jobs.delete(job.id());
        assertThat(fixture.underWay()).isEmpty();
        over.countDown();
        await().until(() -> !fixture.underWay().isEmpty());
        fixture.awsEventDispatcher.dispatch(result(job, fixture.underWay().get(0)));

        assertThat(fixture.underWay()).isEmpty();
        assertThat(fixture.store.files()).containsExactlyInAnyOrder(job.payload(), fixture.layout.modelData());
    }

    private static String result(InferenceJob job, StorageUri place) {
        return "{\"invocationStatus\": \"Completed\", \"inferenceId\": \"" + job.id()
                + "\", \"responseParameters\": {\"outputLocation\": \"" + place + "\"}}";
    }

    /** A job whose request has about 450 bytes for each model. */
    private static TestJobs models(int number) {
        ModelReference model = ModelReference.word(CheckpointType.VAE, "x".repeat(200));
        return TestJobs.job().models(Collections.nCopies(number, model).toArray(ModelReference[]::new));
    }

    private InferenceJob realTime(TestJobs job) {
        InferenceJob started =
                fixture.created(job, fixture.serving(InferenceType.REAL_TIME)).start(fixture.now());
        assertThat(fixture.runner.submitAndAwait(started).toCompletableFuture().join())
                .isTrue();
        return started;
    }

    private InferenceJob realTime() {
        InferenceJob job = fixture.started(fixture.serving(InferenceType.REAL_TIME));
        assertThat(fixture.runner.submitAndAwait(job).toCompletableFuture().join())
                .isTrue();
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
        return fixture.now(job);
    }

    private String text(StorageUri place) throws IOException {
        try (InputStream content = fixture.store.open(place)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private JsonNode stored(StorageUri place) throws IOException {
        try (InputStream content = fixture.store.open(place)) {
            return new ObjectMapper().readTree(content);
        }
    }

    private static String header(JsonNode call, String name) {
        return call.properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(entry -> entry.getValue().asText())
                .findFirst()
                .orElse(null);
    }
}
