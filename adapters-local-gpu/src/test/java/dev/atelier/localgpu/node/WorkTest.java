package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static dev.atelier.localgpu.testing.WebUiSimulator.SECOND_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.testing.RecordingTracer;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.SimulatedRequest;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers without failures. */
@Timeout(60)
class WorkTest {

    @TempDir
    Path tempDir;

    private final WebUiSimulator first = WebUiSimulator.start();
    private final WebUiSimulator second = WebUiSimulator.start();
    private LocalGpuFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
        endpoint = fixture.endpoint();
    }

    @AfterEach
    void stop() {
        fixture.close();
        first.close();
        second.close();
    }

    @Test
    void aJobIsGeneratedAndItsImagesAndParametersAreStored() throws IOException {
        fixture.with(first).open();

        InferenceJob job = submit(FIRST_MODEL);
        awaitEnds(List.of(job));

        InferenceJob ended = fixture.now(job);
        assertThat(ended.status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(ended.images()).containsExactly("image_0.png");
        assertThat(fixture.store.files())
                .contains(job.results().resolve("image_0.png"), job.results().resolve(job.id() + "_param.json"));
        await().untilAsserted(() -> assertThat(tempDir).isEmptyDirectory());
    }

    @Test
    void theNodeIsGivenTheSpanOfItsGenerationWhichIsPartOfTheJobsTrace() {
        RecordingTracer tracer = new RecordingTracer();
        fixture.tracer = tracer;
        fixture.with(first).open();
        TraceContext span = new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);
        InferenceJob traced = fixture.add(job().on(endpoint).generatingOnNodes(FIRST_MODEL), "{}")
                .start(Instant.now())
                .tracedBy(Optional.of(span));
        fixture.runner.submit(traced);
        InferenceJob other = submit(FIRST_MODEL);
        awaitEnds(List.of(traced, other));

        RecordingTracer.Generation generation = tracer.generations().get(0);
        assertThat(generation.job().id()).isEqualTo(traced.id());
        assertThat(generation.node()).isEqualTo(fixture.nodes.get(0).name());
        assertThat(generation.failure()).isEmpty();
        assertThat(generation.span().traceId()).isEqualTo(span.traceId());
        assertThat(first.requests("/sdapi/v1/txt2img"))
                .extracting(SimulatedRequest::traceparent)
                .containsExactly(generation.span().toString(), null);
        assertThat(fixture.now(traced).trace()).isEqualTo(span);
        assertThat(fixture.now(other).trace()).isNull();
    }

    @Test
    void theSpanOfAGenerationSaysWhyItFailed() {
        RecordingTracer tracer = new RecordingTracer();
        fixture.tracer = tracer;
        first.fails(Fault.OUT_OF_MEMORY);
        fixture.with(first).open();

        InferenceJob job = submit(FIRST_MODEL);
        await().until(() -> fixture.hasEnded(job));

        assertThat(tracer.generations())
                .hasSize(3)
                .allSatisfy(generation -> assertThat(generation.failure()).contains("out_of_memory"));
    }

    @Test
    void aNodeGeneratesOneJobAtATime() {
        first.generatesIn(Duration.ofMillis(20));
        fixture.with(first).open();

        awaitEnds(submit(10, FIRST_MODEL));

        assertThat(first.generations()).isEqualTo(10);
        assertThat(first.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void aNodeGeneratesOneJobAtATimeForAllReplicasTogether() throws IOException {
        first.generatesIn(Duration.ofMillis(20));
        fixture.with(first).open();
        try (LocalGpuFixture replica =
                new LocalGpuFixture(tempDir, fixture).with(first).open()) {
            assertThat(replica.nodes).hasSize(1);

            awaitEnds(submit(20, FIRST_MODEL));
        }

        assertThat(first.generations()).isEqualTo(20);
        assertThat(first.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void nodesShareABacklog() {
        // So long that a node whose worker is late for a moment still gets its share.
        first.generatesIn(Duration.ofMillis(100));
        second.generatesIn(Duration.ofMillis(100));
        fixture.with(first, second).open();

        awaitEnds(submit(20, FIRST_MODEL));

        assertThat(first.generations() + second.generations()).isEqualTo(20);
        assertThat(first.generations()).isBetween(5, 15);
    }

    @Test
    void jobsThatWaitedBeforeTheStartAreDone() {
        InferenceJob created = fixture.add(job().generatingOnNodes(FIRST_MODEL).on(endpoint), "{}");
        fixture.queue.enqueue(created.start(created.created()));

        fixture.with(first).open();

        awaitEnds(List.of(created));
        assertThat(fixture.now(created).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void realTimeJobsGoFirst() {
        Endpoint realTime = fixture.endpoint(TestEndpoints.endpoint().realTime());
        fixture.with(first).open();
        first.occupy(Duration.ofMinutes(1));
        List<InferenceJob> backlog = submit(10, FIRST_MODEL);
        InferenceJob urgent = fixture.submit(
                job().realTime().generatingOnNodes(FIRST_MODEL).on(realTime), "{\"prompt\": \"urgent\"}");

        first.interruptWhateverRuns();

        awaitEnds(List.of(urgent));
        awaitEnds(backlog);
        assertThat(prompts().indexOf("urgent")).isLessThan(4);
    }

    @Test
    void aNodeStaysWithItsCheckpointForItsAffinityPeriod() {
        first.generatesIn(Duration.ofMillis(2));
        fixture.with(first).open();
        first.occupy(Duration.ofMinutes(1));
        List<InferenceJob> mixed = submitMixed(40);

        first.interruptWhateverRuns();

        awaitEnds(mixed);

        assertThat(first.switches()).isLessThanOrEqualTo(3);
    }

    @Test
    void noJobStarvesBehindTheLoadedCheckpoint() {
        fixture.settings =
                LocalGpuFixture.settings(3, Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(2));
        first.generatesIn(Duration.ofMillis(10));
        fixture.with(first).open();
        submit(1, FIRST_MODEL);
        InferenceJob other =
                fixture.submit(job().generatingOnNodes(SECOND_MODEL).on(endpoint), "{\"prompt\": \"other\"}");
        submit(150, FIRST_MODEL);

        awaitEnds(List.of(other));

        assertThat(prompts().indexOf("other")).isLessThan(60);
        assertThat(first.switches()).isLessThanOrEqualTo(3);
    }

    @Test
    void aNodeTakesJobsOfTheEndpointsOfItsInstanceTypesOnly() {
        fixture.with(first.url(), "ml.p4d.*", Optional.empty());
        fixture.with(second.url(), "ml.g5.*", Optional.empty()).open();

        awaitEnds(submit(4, FIRST_MODEL));

        assertThat(first.generations()).isZero();
        assertThat(second.generations()).isEqualTo(4);
    }

    @Test
    void aJobOfANodeThatLacksTheCheckpointGoesToTheOneThatHasIt() {
        second.has(CheckpointType.STABLE_DIFFUSION, "rare.safetensors");
        fixture.with(first, second).open();

        awaitEnds(submit(3, "rare.safetensors"));

        assertThat(first.generations()).isZero();
        assertThat(second.generations()).isEqualTo(3);
    }

    @Test
    void aServerThatSpeaksAPartOfTheApiWorksWithLess() {
        first.speaks(ServerProfile.STABLE_DIFFUSION_CPP).has(CheckpointType.STABLE_DIFFUSION, FIRST_MODEL);
        fixture.with(first).open();

        InferenceJob job = submit(FIRST_MODEL);
        awaitEnds(List.of(job));

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aJobThatHasEndedOrIsGoneIsTakenOffTheQueueWithoutRunning() {
        InferenceJob gone = fixture.add(job().generatingOnNodes(FIRST_MODEL).on(endpoint), "{}");
        InferenceJob ended = fixture.add(job().generatingOnNodes(FIRST_MODEL).on(endpoint), "{}");
        InferenceJob started = ended.start(ended.created());
        fixture.queue.enqueue(gone.start(gone.created()));
        fixture.queue.enqueue(started);
        fixture.jobs.delete(gone.id());
        fixture.jobs.end(started.fail("by the test", started.created()));

        fixture.with(first).open();

        await().until(() -> fixture.queue.load(Set.of(endpoint.id())).isEmpty());
        assertThat(first.generations()).isZero();
    }

    @Test
    void anIdleNodeIsWokenAndDoesNotWaitForItsNextPoll() {
        JobExecutionConfiguration usual = fixture.settings;
        fixture.settings = new JobExecutionConfiguration(
                usual.lease(),
                usual.heartbeat(),
                Duration.ofHours(1),
                usual.attempts(),
                usual.retryPause(),
                usual.timeout(),
                usual.checkpointAffinity(),
                usual.stopGrace(),
                usual.unservableTimeout(),
                true);
        fixture.with(first).open();

        for (int i = 0; i < 10; i++) {
            awaitEnds(submit(1, FIRST_MODEL));
        }

        assertThat(first.generations()).isEqualTo(10);
    }

    private InferenceJob submit(String checkpoint) {
        return fixture.submit(job().generatingOnNodes(checkpoint).on(endpoint));
    }

    private List<InferenceJob> submit(int count, String checkpoint) {
        return IntStream.range(0, count).mapToObj(i -> submit(checkpoint)).toList();
    }

    private List<InferenceJob> submitMixed(int count) {
        Random random = new Random(7);
        return IntStream.range(0, count)
                .mapToObj(i -> submit(random.nextBoolean() ? FIRST_MODEL : SECOND_MODEL))
                .toList();
    }

    /** The prompts of the generations, in the order in which the node was asked for them. */
    private List<String> prompts() {
        return first.requests("/sdapi/v1/txt2img").stream()
                .map(request -> request.body().path("prompt").asText())
                .toList();
    }

    private void awaitEnds(List<InferenceJob> jobs) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> jobs.stream().allMatch(fixture::hasEnded));
        assertThat(jobs).extracting(job -> fixture.now(job).error()).containsOnlyNulls();
    }
}
