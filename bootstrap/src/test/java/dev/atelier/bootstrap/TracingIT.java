package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.bootstrap.TraceReceiver.ReceivedSpan;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.SimulatedRequest;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traces of jobs that one replica accepts and the node of another generates. */
class TracingIT {

    private static final String PROMPT = "a panda that is in no trace";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT_SPAN = "00f067aa0ba902b7";
    private static final String CLIENT = "00-" + TRACE + "-" + CLIENT_SPAN + "-01";
    private static final String START = "PUT /inferences/{id}/start";

    @TempDir
    Path folder;

    @TempDir
    Path models;

    private EmbeddedPostgres postgres;
    private TraceReceiver receiver;
    private WebUiSimulator node;
    private AtelierProcess worker;
    private AtelierProcess door;
    private String fast;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        receiver = TraceReceiver.start();
        node = WebUiSimulator.start();
        worker = replica("worker").start();
        door = replica("door").with("ATELIER_WORKERS_ENABLED", false).start();
        new LocalGpuStack(models).provideModel(worker.client());
        fast = worker.client().endpoint("fast", "Real-time", 1);
        worker.client().endpoint("backlog", "Async", 1);
    }

    @AfterEach
    void stop() throws IOException {
        door.close();
        worker.close();
        node.close();
        receiver.close();
        postgres.close();
    }

    private AtelierProcess.Setup replica(String name) {
        return new LocalGpuStack(models)
                .given(AtelierProcess.in(folder.resolve(name).resolve("data")), node)
                .with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                .with("ATELIER_DATABASE_USERNAME", "postgres")
                .with("ATELIER_FILE_STORE_FOLDER", folder.resolve("shared"))
                .with("ATELIER_TRACING_ENDPOINT", receiver.endpoint());
    }

    private String create(String type) {
        return door.client().createJob(type, WebUiSimulator.FIRST_MODEL, "{\"prompt\": \"" + PROMPT + "\"}");
    }

    /** The trace, once it has this many spans; further ones do not come. */
    private List<ReceivedSpan> trace(String id, int spans) {
        await().atMost(ApiClient.PATIENCE).until(() -> receiver.trace(id).size() >= spans);
        List<ReceivedSpan> trace = receiver.trace(id);
        assertThat(trace).as(trace.toString()).hasSize(spans);
        return trace;
    }

    private static ReceivedSpan named(List<ReceivedSpan> trace, String name) {
        assertThat(trace).filteredOn(span -> span.name().equals(name)).hasSize(1);
        return trace.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The request that started the job, in a trace of its own. */
    private ReceivedSpan startOf(String job) {
        await().atMost(ApiClient.PATIENCE).until(() -> !ofJob(job).isEmpty());
        String trace = ofJob(job).get(0).trace();
        await().atMost(ApiClient.PATIENCE)
                .until(() -> receiver.trace(trace).stream()
                        .anyMatch(span -> span.name().equals(START)));
        return named(receiver.trace(trace), START);
    }

    private List<ReceivedSpan> ofJob(String job) {
        return receiver.spans().stream()
                .filter(span -> job.equals(span.attributes().get("atelier.job.id")))
                .toList();
    }

    @Test
    void aJobIsOneTraceFromTheClientOverTwoReplicasToItsEnd() {
        String job = create("Real-time");

        assertThat(door.client().with("traceparent", CLIENT).start(job).status())
                .isEqualTo(200);

        List<ReceivedSpan> trace = trace(TRACE, 5);
        ReceivedSpan request = named(trace, START);
        assertThat(request.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(request.parent()).isEqualTo(CLIENT_SPAN);
        assertThat(request.attributes())
                .containsEntry("http.response.status_code", "200")
                .containsEntry("http.route", "/inferences/{id}/start");
        List<ReceivedSpan> below =
                trace.stream().filter(span -> span != request).toList();
        assertThat(below)
                .extracting(ReceivedSpan::name)
                .containsExactlyInAnyOrder("wait in queue", "generate", "store images", "inference");
        assertThat(below).allSatisfy(span -> {
            assertThat(span.parent()).isEqualTo(request.id());
            assertThat(span.attributes())
                    .containsEntry("atelier.job.id", job)
                    .containsEntry("atelier.endpoint", fast)
                    .containsEntry("enduser.id", "api");
            assertThat(span.failed()).isFalse();
        });
        assertThat(instances(below)).hasSize(1).doesNotContain(request.instance());
        assertOrder(trace, request);
        ReceivedSpan generation = named(trace, "generate");
        assertThat(generation.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(node.requests("/sdapi/v1/txt2img"))
                .extracting(SimulatedRequest::traceparent)
                .containsExactly("00-" + TRACE + "-" + generation.id() + "-01");
        assertThat(named(trace, "inference").attributes()).containsEntry("atelier.job.status", "succeed");
        assertLogged(job);
        assertThat(receiver.everything()).contains(job).doesNotContain(PROMPT, AtelierProcess.KEY);
    }

    private static Set<String> instances(List<ReceivedSpan> spans) {
        return spans.stream().map(ReceivedSpan::instance).collect(Collectors.toSet());
    }

    private static void assertOrder(List<ReceivedSpan> trace, ReceivedSpan request) {
        ReceivedSpan wait = named(trace, "wait in queue");
        ReceivedSpan generation = named(trace, "generate");
        ReceivedSpan store = named(trace, "store images");
        ReceivedSpan whole = named(trace, "inference");
        assertThat(request.beginNanos()).isLessThanOrEqualTo(whole.beginNanos());
        assertThat(wait.beginNanos()).isGreaterThanOrEqualTo(whole.beginNanos());
        assertThat(wait.endNanos()).isLessThanOrEqualTo(generation.endNanos());
        assertThat(generation.endNanos()).isLessThanOrEqualTo(store.endNanos());
        assertThat(store.endNanos()).isLessThanOrEqualTo(whole.endNanos());
        assertThat(trace).allMatch(span -> span.beginNanos() <= span.endNanos());
    }

    private void assertLogged(String job) {
        String line = " trace=" + TRACE + " Inference " + job;
        assertThat(door.output()).contains(line + " of user api is submitted");
        await().untilAsserted(() -> assertThat(worker.output())
                .contains(line + " begins on GPU node")
                .contains(line + " of user api has ended"));
    }

    @Test
    void aJobThatFailsSaysSoInItsTrace() {
        node.fails(Fault.UNKNOWN_UPSCALER);
        String job = create("Async");
        door.client().start(job);

        ReceivedSpan start = startOf(job);
        assertThat(start.parent()).isEmpty();
        await().atMost(ApiClient.PATIENCE)
                .until(() -> ofJob(job).stream().anyMatch(span -> span.name().equals("inference")));
        assertThat(ofJob(job)).extracting(ReceivedSpan::trace).containsOnly(start.trace());
        assertThat(named(ofJob(job), "inference"))
                .returns(true, ReceivedSpan::failed)
                .satisfies(span -> assertThat(span.attributes())
                        .containsEntry("atelier.job.status", "failed")
                        .containsKey("error.type"));
        assertThat(ofJob(job))
                .filteredOn(span -> span.name().equals("generate"))
                .isNotEmpty()
                .allMatch(ReceivedSpan::failed)
                .allSatisfy(span -> assertThat(span.attributes()).containsKey("error.type"));
    }

    @Test
    void theEndOfAJobThatIsCanceledBelongsToTheTraceThatStartedIt() {
        node.generatesIn(Duration.ofSeconds(20));
        String job = create("Async");
        door.client().start(job);
        await().atMost(ApiClient.PATIENCE)
                .until(() -> ofJob(job).stream().anyMatch(span -> span.name().equals("wait in queue")));

        assertThat(door.client().call("POST", "/jobs/" + job + "/cancel", null).status())
                .isEqualTo(200);

        await().atMost(ApiClient.PATIENCE)
                .until(() -> ofJob(job).stream().anyMatch(span -> span.name().equals("inference")));
        ReceivedSpan end = named(ofJob(job), "inference");
        ReceivedSpan start = startOf(job);
        assertThat(end.parent()).isEqualTo(start.id());
        assertThat(end.failed()).isFalse();
        assertThat(end.attributes()).containsEntry("atelier.job.status", "canceled");
    }
}
