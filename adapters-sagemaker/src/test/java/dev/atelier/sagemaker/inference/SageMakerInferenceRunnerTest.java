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
import dev.atelier.sagemaker.testing.Container;
import dev.atelier.sagemaker.testing.Container.Reply;
import dev.atelier.sagemaker.testing.Refused;
import dev.atelier.sagemaker.testing.StubRuntime;
import dev.atelier.sagemaker.workshop.Workshop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SageMakerInferenceRunnerTest extends InferenceRunnerContract {

    @TempDir
    Path spool;

    private final CountDownLatch over = new CountDownLatch(1);
    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(Clock.systemUTC(), spool).watched();
    }

    @AfterEach
    void close() {
        over.countDown();
        workshop.close();
    }

    @Override
    protected InferenceRunner runner() {
        return workshop.runner;
    }

    @Override
    protected InferenceJobRepository jobs() {
        return workshop.jobs;
    }

    @Override
    protected NotificationBus signals() {
        return workshop.signals;
    }

    @Override
    protected Endpoint endpoint(InferenceType type) {
        return workshop.serving(type);
    }

    @Override
    protected void paints() {
        workshop.stub.runtime().runs(Container.painting(1));
    }

    @Override
    protected void hangs() {
        workshop.stub.runtime().runs(request -> {
            await().forever().until(() -> over.getCount() == 0);
            return Reply.json("{}");
        });
    }

    @Override
    protected void upload(InferenceJob job) {
        workshop.write(job.payload(), "{}");
    }

    @Test
    void theContainerIsToldTheTaskItsModelsAndWhereThePayloadLies() throws IOException {
        workshop.stub.runtime().losesInvocations();
        StorageUri folder = workshop.layout.checkpoint(CheckpointType.LORA, new CheckpointId(new UUID(1, 2)));
        InferenceJob job = workshop.created(
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
                        workshop.serving(InferenceType.ASYNC))
                .start(workshop.now());

        workshop.runner.submit(job);

        JsonNode request = stored(workshop.layout.invocation(job.id()));
        assertThat(request.path("task").asText()).isEqualTo("txt2img");
        assertThat(request.path("username").asText()).isEqualTo("ann");
        assertThat(request.path("param_s3").asText())
                .isEqualTo(workshop.layout.checkedPayload(job.id()).toString());
        assertThat(stored(workshop.layout.checkedPayload(job.id()))).isEqualTo(stored(job.payload()));
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

    @ParameterizedTest
    @EnumSource(InferenceType.class)
    void aPayloadThatIsNotForClientsNeverReachesAnEndpoint(InferenceType type) {
        InferenceJob job = workshop.started(workshop.serving(type));
        workshop.write(job.payload(), "{\"alwayson_scripts\": {\"Some Script\": {\"args\": [true]}}}");

        if (type == InferenceType.REAL_TIME) {
            workshop.runner.submitAndAwait(job).toCompletableFuture().join();
        } else {
            workshop.runner.submit(job);
        }

        assertThat(workshop.now(job).error()).contains("Some Script", "is not taken", "adetailer");
        assertThat(workshop.stub.calls("InvokeEndpoint")).isEmpty();
        assertThat(workshop.stub.calls("InvokeEndpointAsync")).isEmpty();
    }

    @Test
    void aPayloadThatNamesAModelOfAnotherUserNeverReachesAnEndpoint() {
        workshop.checkpoints.add(TestCheckpoints.checkpoint()
                .type(CheckpointType.LORA)
                .files("style.safetensors")
                .openTo("user:bob")
                .build());
        InferenceJob job = workshop.started(workshop.serving(InferenceType.ASYNC));
        workshop.write(job.payload(), "{\"prompt\": \"a cat <lora:style:1>\"}");

        workshop.runner.submit(job);

        assertThat(workshop.now(job).error()).contains("not open to user ann");
        assertThat(workshop.stub.calls("InvokeEndpointAsync")).isEmpty();
    }

    @Test
    void anAsyncJobIsHandedOverWithItsIdAndItsTimes() {
        workshop.stub.runtime().losesInvocations();
        Endpoint endpoint = workshop.serving(InferenceType.ASYNC);
        InferenceJob job = workshop.started(endpoint);

        workshop.runner.submit(job);

        JsonNode call = workshop.stub.calls("InvokeEndpointAsync").get(0);
        assertThat(call.path("EndpointName").asText()).isEqualTo("test-" + endpoint.id());
        assertThat(header(call, "Inference-Id")).isEqualTo(job.id().toString());
        assertThat(header(call, "InputLocation")).isEqualTo("s3://atelier/sagemaker_input/" + job.id() + ".json");
        assertThat(header(call, "RequestTTLSeconds")).isEqualTo("21600");
        assertThat(header(call, "InvocationTimeoutSeconds")).isEqualTo("1800");
        assertThat(workshop.invocations.find(job.id()).orElseThrow().promise())
                .hasValueSatisfying(outputLocation ->
                        assertThat(outputLocation.result().toString()).startsWith("s3://atelier/sagemaker_output/"));
    }

    @Test
    void nothingStaysBehindOfAJobThatHasEnded() {
        workshop.stub.runtime().runs(Container.painting(3));
        InferenceJob job = workshop.started(workshop.serving(InferenceType.ASYNC));

        workshop.runner.submit(job);

        await().until(() -> !workshop.isInProgress(job) && workshop.underWay().isEmpty());
        assertThat(workshop.now(job).images()).containsExactly("image_0.png", "image_1.png", "image_2.png");
        assertThat(workshop.invocations.find(job.id())).isEmpty();
    }

    @Test
    void aJobWithASinglePictureHasOne() {
        InferenceJob job = workshop.created(
                        TestJobs.job().task(TaskType.REMBG).models(), workshop.serving(InferenceType.REAL_TIME))
                .start(workshop.now());

        assertThat(workshop.runner.submitAndAwait(job).toCompletableFuture().join())
                .isTrue();

        assertThat(workshop.now(job).images()).containsExactly("image.png");
    }

    @Test
    void modelsThatNoContainerCanGetAreRefusedAndTheJobStaysAsItWas() {
        Endpoint endpoint = workshop.serving(InferenceType.ASYNC);
        InferenceJob onNodes = workshop.created(TestJobs.job().paintingOnNodes("mine.ckpt"), endpoint);
        ModelReference stored = TestJobs.job().created().models().get(0);
        ModelReference renamed = new ModelReference(
                stored.type(), "new.safetensors", stored.checkpoint(), stored.file(), stored.folder());
        InferenceJob other = workshop.created(TestJobs.job().models(renamed), endpoint);

        assertThatThrownBy(() -> workshop.runner.submit(onNodes.start(workshop.now())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("checkpoint mine.ckpt lies on a GPU node only, where no endpoint can reach it; upload it to"
                        + " use it here");
        assertThatThrownBy(() -> workshop.runner.submit(other.start(workshop.now())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(
                        "checkpoint new.safetensors lies in the store as paint.safetensors, and endpoints know files"
                                + " by that name only; upload it as new.safetensors to use it here");

        InferenceJob text = workshop.created(TestJobs.job().painting("mine.txt"), endpoint);
        assertThatThrownBy(() -> workshop.runner.submit(text.start(workshop.now())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("file mine.txt cannot be used as a Stable-diffusion model");

        assertThat(workshop.now(onNodes).status()).isEqualTo(InferenceJobStatus.CREATED);
        assertThat(workshop.now(text).status()).isEqualTo(InferenceJobStatus.CREATED);
        assertThat(workshop.now(other).status()).isEqualTo(InferenceJobStatus.CREATED);
    }

    @Test
    void aJobThatSageMakerRefusesForGoodFailsWithoutTellingOfAccounts() {
        Endpoint endpoint = workshop.serving(InferenceType.ASYNC);
        workshop.stub.endpoints().vanish("test-" + endpoint.id());
        InferenceJob job = workshop.started(endpoint);

        assertThat(workshop.runner.submit(job)).isTrue();

        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
        assertThat(workshop.now(job).error()).isEqualTo("SageMaker does not know the endpoint any more");
        assertThat(workshop.underWay()).isEmpty();
    }

    @Test
    void whoeverStartsAnAsyncJobIsNotKeptWaitingWhileSageMakerHangs() {
        workshop.stub.hangs("InvokeEndpointAsync");
        InferenceJob job = workshop.started(workshop.serving(InferenceType.ASYNC));
        long begin = System.nanoTime();

        assertThat(workshop.runner.submit(job)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        workshop.stub.works();
        await().until(() -> !workshop.isInProgress(job));
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aRealTimeAnswerThatCannotBeKeptHereIsLeftToWhoeverLooksNext() {
        workshop.breakSpool();
        InferenceJob job = workshop.started(workshop.serving(InferenceType.REAL_TIME));

        assertThat(workshop.runner.submitAndAwait(job).toCompletableFuture().join())
                .isTrue();

        assertThat(workshop.isInProgress(job)).isTrue();
        assertThat(workshop.invocations.find(job.id())).isPresent();
    }

    @Test
    void aRealTimeEndpointThatTakesTooLongIsReportedWithItsLimit() {
        workshop.stub.refuse("InvokeEndpoint", StubRuntime.timedOut());

        assertThat(realTime().error())
                .isEqualTo("the endpoint did not answer within 60 seconds, the longest that SageMaker lets a Real-time"
                        + " inference take; an Async endpoint has more time");
    }

    @Test
    void aRealTimeAnswerThatIsTooLargeIsReportedWithItsLimit() {
        workshop.stub.runtime().runs(request -> Reply.json("\"" + "x".repeat(7 << 20) + "\""));

        assertThat(realTime().error()).contains("larger than the 6 MB", "use an Async endpoint");
    }

    @Test
    void whatARealTimeContainerReportsIsTheReason() {
        workshop.stub.runtime().runs(request -> Reply.failure(500, "{\"error\": \"CUDA out of memory\"}"));

        assertThat(realTime().error()).isEqualTo("the endpoint reports: CUDA out of memory");
    }

    @Test
    void throttlingEndsARealTimeJobWithAReason() {
        workshop.stub.refuse("InvokeEndpoint", Refused.throttling());

        assertThat(realTime().error()).isEqualTo("SageMaker did not take the job (ThrottlingException)");
    }

    @Test
    void aRealTimeAnswerThatIsNotJsonEndsTheJobWithAReason() {
        workshop.stub.runtime().runs(request -> Reply.json("<html>"));

        assertThat(realTime().error()).isEqualTo("the endpoint's answer is not JSON that can be read");
    }

    @Test
    void aCancelledJobsRequestIsTakenBackAndItsResultDropped() {
        CountDownLatch taken = new CountDownLatch(1);
        workshop.stub.runtime().runs(request -> {
            taken.countDown();
            await().forever().until(() -> over.getCount() == 0);
            return Reply.json(Container.painted(request, 1));
        });
        InferenceJob job = workshop.started(workshop.serving(InferenceType.ASYNC));
        workshop.stub.queue().open();
        workshop.runner.submit(job);
        await().until(() -> taken.getCount() == 0);

        workshop.runner.cancel(job);
        workshop.jobs.delete(job.id());
        assertThat(workshop.underWay()).isEmpty();
        over.countDown();
        await().until(() -> !workshop.underWay().isEmpty());
        workshop.awsEventDispatcher.take(result(job, workshop.underWay().get(0)));

        assertThat(workshop.underWay()).isEmpty();
        assertThat(workshop.store.files()).containsExactlyInAnyOrder(job.payload(), workshop.layout.modelData());
    }

    private static String result(InferenceJob job, StorageUri place) {
        return "{\"invocationStatus\": \"Completed\", \"inferenceId\": \"" + job.id()
                + "\", \"responseParameters\": {\"outputLocation\": \"" + place + "\"}}";
    }

    private InferenceJob realTime() {
        InferenceJob job = workshop.started(workshop.serving(InferenceType.REAL_TIME));
        assertThat(workshop.runner.submitAndAwait(job).toCompletableFuture().join())
                .isTrue();
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
        return workshop.now(job);
    }

    private JsonNode stored(StorageUri place) throws IOException {
        try (InputStream content = workshop.store.open(place)) {
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
