package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static dev.atelier.application.testing.TestJobs.CHECKPOINT;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.idempotency.RequestInProgressException;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryBackend;
import dev.atelier.application.testing.InMemoryInferenceJobRepository;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.PromptText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartInferenceTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final Endpoint endpoint = atelier.add(endpoint());
    private final StartInference start = over(atelier.jobs, atelier.backend);

    @Test
    void handsAnAsyncJobToComputeAndReturnsAtOnce() {
        InferenceJob job = atelier.addUploaded(job().on(endpoint));
        atelier.clock.pass(Duration.ofSeconds(3));
        InferenceJob started = job.start(atelier.clock.instant());

        assertThat(start(job)).isEqualTo(started);

        assertThat(atelier.jobs.find(job.id())).contains(started);
        assertThat(atelier.backend.running()).containsExactly(job.id());
    }

    @Test
    void theJobHasTheSpanOfTheCallThatStartedIt() {
        TraceContext span = new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);
        InferenceJob uploaded = atelier.addUploaded(job().on(endpoint));
        InferenceJob atOnce = job().on(endpoint).created();
        Tracer.Scope scope = atelier.tracer.activate(Optional.of(span));
        try {
            start(uploaded);
            start.startWithoutWaiting(designer("ann"), atOnce, "{}");
        } finally {
            scope.close();
        }
        InferenceJob later = atelier.addUploaded(job().on(endpoint));
        start(later);
        InferenceJob madeFor = job().on(endpoint).created().tracedBy(Optional.of(span));
        start.startWithoutWaiting(designer("ann"), madeFor, "{}");

        assertThat(atelier.jobs.find(uploaded.id()).orElseThrow().trace()).isEqualTo(span);
        assertThat(atelier.jobs.find(atOnce.id()).orElseThrow().trace()).isEqualTo(span);
        assertThat(atelier.jobs.find(later.id()).orElseThrow().trace()).isNull();
        assertThat(atelier.jobs.find(madeFor.id()).orElseThrow().trace()).isEqualTo(span);
    }

    @Test
    void storesAPayloadThatCameWithTheRequest() throws Exception {
        InferenceJob job = job().on(endpoint).created();

        start.start(designer("ann"), job, "{\"prompt\": \"größer\"}");

        assertThat(atelier.read(job.payload())).isEqualTo("{\"prompt\": \"größer\"}");
        assertThat(atelier.backend.running()).containsExactly(job.id());
    }

    @Test
    void keepsHowThePromptOfAPayloadBegins() {
        InferenceJob uploaded = atelier.add(job().on(endpoint).created());
        atelier.write(uploaded.payload(), atelier.payloads.saying(Map.of("prompt", "A\ncat")));
        InferenceJob atOnce = job().on(endpoint).created();
        InferenceJob without = job().on(endpoint).created();

        start(uploaded);
        start.startWithoutWaiting(designer("ann"), atOnce, atelier.payloads.saying(Map.of("prompt", "a".repeat(5000))));
        start.startWithoutWaiting(designer("ann"), without, atelier.payloads.saying(Map.of("prompt", " ")));

        assertThat(atelier.jobs.find(uploaded.id()).orElseThrow().prompt()).isEqualTo(new PromptText("a cat"));
        assertThat(atelier.jobs.find(atOnce.id()).orElseThrow().prompt().value())
                .hasSize(PromptText.LONGEST);
        assertThat(atelier.jobs.find(without.id()).orElseThrow().prompt()).isNull();
    }

    @Test
    void rejectsAJobWhosePayloadWasNotUploadedAndLeavesItStartable() {
        InferenceJob job = atelier.add(job().on(endpoint).created());

        assertThatThrownBy(() -> start(job))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not uploaded yet");
        assertNotStarted(job);

        atelier.write(job.payload(), "{}");
        assertThat(start(job).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
    }

    @Test
    void rejectsAPayloadThatTheStoreTookAlthoughItIsTooLarge() {
        InferenceJob job = atelier.add(job().on(endpoint).created());
        atelier.write(job.payload(), " ".repeat(99) + "{}");

        assertThatThrownBy(() -> start(job))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("has 101 bytes; 100 are the most");
        assertNotStarted(job);

        atelier.write(job.payload(), " ".repeat(98) + "{}");
        assertThat(start(job).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
    }

    @Test
    void rejectsAPayloadThatIsNotForClientsAndLeavesTheJobStartable() {
        InferenceJob job = atelier.add(job().on(endpoint).created());
        atelier.write(job.payload(), atelier.payloads.saying(Map.of("sampler_name", "/data/x")));

        assertThatThrownBy(() -> start(job))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("sampler_name");
        assertNotStarted(job);

        atelier.write(job.payload(), "{}");
        assertThat(start(job).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
    }

    @Test
    void nothingRemainsOfAJobWhosePayloadCameWithTheRequestAndIsRejected() {
        InferenceJob job = job().on(endpoint).created();
        String payload = atelier.payloads.saying(Map.of("infotext", "Steps: 20"));

        assertThatThrownBy(() -> start.startWithoutWaiting(designer("ann"), job, payload))
                .hasMessageContaining("infotext");

        assertThat(atelier.jobs.find(job.id())).isEmpty();
    }

    @Test
    void anAttemptThatComesTooLateLeavesTheJobOfTheOther() {
        InferenceJob job = job().on(endpoint).created();
        start.startWithoutWaiting(designer("ann"), job, "{}");
        InferenceJob running = atelier.jobs.find(job.id()).orElseThrow();

        assertThatThrownBy(() -> start.startWithoutWaiting(designer("ann"), job, "{}"))
                .isInstanceOf(RequestInProgressException.class);

        assertThat(atelier.jobs.find(job.id())).contains(running);
        assertThat(atelier.store.files()).contains(job.payload());
    }

    @Test
    void aJobHasTheModelsThatItsPayloadNames() {
        atelier.add(checkpoint()
                .type(CheckpointType.LORA)
                .files("style.safetensors")
                .openTo("*"));
        InferenceJob job = atelier.add(job().on(endpoint).created());
        atelier.write(job.payload(), atelier.payloads.saying(Map.of("prompt", "<lora:style:1>")));

        start(job);

        assertThat(atelier.jobs.find(job.id()).orElseThrow().models())
                .extracting(ModelReference::name)
                .containsExactly(CHECKPOINT, "style.safetensors");
    }

    @Test
    void whoStartsAnothersJobDoesNotOpenTheirModelsToIt() {
        atelier.add(checkpoint()
                .type(CheckpointType.LORA)
                .files("style.safetensors")
                .openTo("root"));
        InferenceJob job = atelier.add(job().by("ann").on(endpoint).created());
        atelier.write(job.payload(), atelier.payloads.saying(Map.of("prompt", "<lora:style:1>")));

        assertThatThrownBy(() -> start.start(administrator(), job.id())).hasMessageContaining("not open to user ann");
    }

    @Test
    void rejectsAJobThatWasStartedAlready() {
        InferenceJob job = atelier.addUploaded(job().on(endpoint));
        start(job);

        assertThatThrownBy(() -> start(job))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is inprogress");

        assertThat(atelier.backend.running()).hasSize(1);
    }

    @Test
    void rejectsAJobWhoseEndpointDoesNotServeAnyMore() {
        Endpoint failed = atelier.add(endpoint().status(EndpointStatus.FAILED));
        InferenceJob onFailed = atelier.addUploaded(job().on(failed));
        InferenceJob onDeleted = atelier.addUploaded(job());

        for (InferenceJob job : List.of(onFailed, onDeleted)) {
            assertThatThrownBy(() -> start(job))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("not in service any more");
            assertNotStarted(job);
        }
    }

    @Test
    void aJobWhoseEndpointIsDeletedWhileItIsHandedOverFails() {
        InferenceJob job = atelier.addUploaded(job().on(endpoint));
        InMemoryBackend slow = new InMemoryBackend(atelier.jobs, atelier.signals, atelier.complete, atelier.nodes) {
            @Override
            public boolean submit(InferenceJob started, boolean isNew) {
                atelier.endpoints.delete(endpoint.id());
                return super.submit(started, isNew);
            }
        };

        over(atelier.jobs, slow).start(designer("ann"), job.id());

        assertThat(atelier.jobs.find(job.id()).orElseThrow())
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(InferenceJobStatus.FAILED, "endpoint " + endpoint.name() + " was deleted");
        assertThat(slow.running()).isEmpty();
    }

    @Test
    void ofTwoWhoStartAJobAtTheSameMomentOneIsRejected() {
        InferenceJob job = atelier.addUploaded(job().on(endpoint));
        StartInference second = over(StaleJobs.showing(job), atelier.backend);
        start(job);

        assertThatThrownBy(() -> second.start(designer("ann"), job.id()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("started by another call");

        assertThat(atelier.backend.running()).containsExactly(job.id());
    }

    @Test
    void aJobThatComputeRejectsStaysStartable() {
        InferenceJob job = atelier.addUploaded(job().on(endpoint));
        CapacityExceededException rejection = new CapacityExceededException("too many wait");
        atelier.backend.reject(rejection);

        assertThatThrownBy(() -> start(job)).isSameAs(rejection);

        assertNotStarted(job);
    }

    @Test
    void isForTheOwnerWithThePermission() {
        InferenceJob job = atelier.addUploaded(job().by("ann").on(endpoint));

        assertThatThrownBy(() -> start.start(designer("bob"), job.id())).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> start.start(holding("ann", "inference:list"), job.id()))
                .isInstanceOf(PermissionDeniedException.class);
        assertNotStarted(job);

        assertThat(start.start(administrator(), job.id())).isCompleted();
    }

    @Test
    void anUnknownJobIsNotFound() {
        assertThatThrownBy(() -> start(job().created())).isInstanceOf(NotFoundException.class);
    }

    private StartInference over(InMemoryInferenceJobRepository jobs, InMemoryBackend backend) {
        return new StartInference(
                jobs,
                atelier.endpoints,
                atelier.store,
                new PayloadLimit(100),
                atelier.payloads,
                atelier.check,
                backend.alone(atelier.trainer),
                atelier.complete,
                atelier.clock,
                atelier.tracer);
    }

    private InferenceJob start(InferenceJob job) {
        return start.start(designer("ann"), job.id()).toCompletableFuture().join();
    }

    private void assertNotStarted(InferenceJob job) {
        assertThat(atelier.jobs.find(job.id())).contains(job);
        assertThat(atelier.backend.running()).isEmpty();
    }
}
