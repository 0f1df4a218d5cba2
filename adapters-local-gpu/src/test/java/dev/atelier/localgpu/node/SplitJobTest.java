package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static dev.atelier.localgpu.testing.WebUiSimulator.SECOND_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.SimulatedRequest;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs of several iterations, which idle nodes help with. The first node claims them. */
@Tag("slow")
@Timeout(90)
class SplitJobTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String PAYLOAD =
            "{\"prompt\": \"p\", \"seed\": 7, \"subseed\": 90, \"n_iter\": 8, \"batch_size\": 2}";

    @TempDir
    Path tempDir;

    private final List<WebUiSimulator> simulators =
            Stream.generate(WebUiSimulator::start).limit(4).toList();
    private final WebUiSimulator first = simulators.get(0);
    private final List<WebUiSimulator> helpers = simulators.subList(1, 4);
    private LocalGpuFixture fixture;
    private Endpoint endpoint;
    private volatile boolean renews = true;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
        fixture.settings = LocalGpuFixture.settings(3, LONG, Duration.ofSeconds(60), Duration.ofMillis(300));
        endpoint = fixture.endpoint();
    }

    @AfterEach
    void stop() {
        fixture.close();
        simulators.forEach(WebUiSimulator::close);
    }

    @Test
    void theNodesTogetherMakeWhatOneMakesInTheSameOrder() {
        List<String> alone = resultOfOneNode(PAYLOAD);
        open();

        InferenceJob job = submit(PAYLOAD);
        assertSucceeds(job);

        assertThat(alone).hasSize(17);
        assertThat(files(fixture, job)).isEqualTo(alone);
        assertThat(simulators)
                .allMatch(node -> node.generations() == 1 && iterationsOf(node).equals(List.of(2)));
        await().untilAsserted(() -> assertThat(tempDir).isEmptyDirectory());
    }

    @Test
    void unevenPartsAreInOrderToo() {
        String payload = PAYLOAD.replace("8", "6");
        List<String> alone = resultOfOneNode(payload);
        open();

        InferenceJob job = submit(payload);
        assertSucceeds(job);

        assertThat(files(fixture, job)).isEqualTo(alone);
        assertThat(simulators.stream().flatMap(node -> iterationsOf(node).stream()))
                .containsExactlyInAnyOrder(2, 2, 1, 1);
    }

    @Test
    void aSeedThatIsLeftToTheNodesIsDrawnOnce() {
        open();

        InferenceJob job = submit("{\"prompt\": \"p\", \"seed\": -1, \"n_iter\": 8}");
        assertSucceeds(job);

        JsonNode result = parameters(job);
        JsonNode info = json(result.path("info").asText());
        long seed = info.path("seed").asLong();
        long subseed = info.path("subseed").asLong();
        assertThat(info.path("all_seeds"))
                .extracting(JsonNode::asLong)
                .containsExactlyElementsOf(
                        IntStream.range(0, 8).mapToObj(i -> seed + i).toList());
        assertThat(info.path("all_subseeds"))
                .extracting(JsonNode::asLong)
                .containsExactlyElementsOf(
                        IntStream.range(0, 8).mapToObj(i -> subseed + i).toList());
        assertThat(result.at("/parameters/seed").asLong()).isEqualTo(-1);
        assertThat(result.at("/parameters/n_iter").asInt()).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_500", "DROP", "OUT_OF_MEMORY", "GPU_ERROR", "GARBLED", "NO_IMAGES"})
    void whatAHelperDoesNotDeliverIsMadeByTheJobsOwnNode(Fault fault) {
        List<String> alone = resultOfOneNode(PAYLOAD);
        helpers.get(1).fails(fault);
        open();

        InferenceJob job = submit(PAYLOAD);
        assertSucceeds(job);

        assertThat(files(fixture, job)).isEqualTo(alone);
        assertThat(iterationsOf(first)).containsExactly(2, 2);
        assertThat(first.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void aHelperThatFallsSilentIsQuarantinedAndItsPartIsMade() {
        fixture.silence = Duration.ofSeconds(1);
        List<String> alone = resultOfOneNode(PAYLOAD);
        open();
        helpers.get(0).fails(Fault.HANG).failsAt("/sdapi/v1/progress", Fault.HANG);

        InferenceJob job = submit(PAYLOAD);
        assertSucceeds(job);

        assertThat(files(fixture, job)).isEqualTo(alone);
        await().until(() -> fixture.nodes.get(1).condition().state() == NodeState.State.QUARANTINED);
        assertThat(fixture.nodes.get(0).condition().healthy()).isTrue();
    }

    @Test
    void aJobWhoseOwnNodeFailsIsMadeAgainElsewhere() {
        first.fails(Fault.GPU_ERROR);
        open();

        InferenceJob job = submit(PAYLOAD);
        // The first node claims nothing while it is in quarantine.
        await().until(() -> fixture.nodes.get(0).condition().state() == NodeState.State.QUARANTINED);
        first.works();
        assertSucceeds(job);

        assertThat(fixture.now(job).images()).hasSize(16);
        assertThat(simulators).allMatch(node -> node.mostAtOnce() <= 1);
        assertAllNodesAreFree();
    }

    @Test
    void imagesBesideThoseRequestedAreKeptAsOneNodeGivesThem() {
        simulators.forEach(node -> node.fails(Fault.EXTRA_IMAGES));
        List<String> alone = resultOf(WebUiSimulator.start().fails(Fault.EXTRA_IMAGES), PAYLOAD);
        open();

        InferenceJob job = submit(PAYLOAD);
        assertSucceeds(job);

        assertThat(files(fixture, job)).isEqualTo(alone);
        assertThat(fixture.now(job).images()).hasSize(17);
    }

    @Test
    void aDeletedJobLeavesAllItsNodesFree() {
        simulators.forEach(node -> node.generatesIn(LONG));
        open();
        InferenceJob job = submit(PAYLOAD);
        awaitAllRunning();

        fixture.runner.cancel(job);
        fixture.jobs.delete(job.id());
        fixture.signals.publish(NotificationBus.jobEndedTopic(job.id()));

        await().until(() -> simulators.stream().allMatch(node -> node.interruptions() > 0));
        simulators.forEach(node -> node.generatesIn(Duration.ZERO));
        assertAllNodesAreFree();
        await().untilAsserted(() -> assertThat(tempDir).isEmptyDirectory());
    }

    @Test
    void aJobIsInterruptedOnAllItsNodesAndKeepsTheImagesThatThereAre() {
        simulators.forEach(node -> node.generatesIn(LONG));
        open();
        InferenceJob job = submit(PAYLOAD);
        awaitAllRunning();
        await().until(() -> sampling(job).isPresent());

        assertThat(fixture.runner.interrupt(job)).isTrue();

        assertSucceeds(job);
        assertThat(simulators).allMatch(node -> node.interruptions() > 0 && node.generations() == 1);
    }

    @Test
    void progressIsThatOfAllParts() {
        first.generatesIn(LONG);
        open();

        InferenceJob job = submit(PAYLOAD);

        await().untilAsserted(() -> assertThat(sampling(job))
                .hasValueSatisfying(sampling -> assertThat(sampling.fraction()).isBetween(0.75, 0.8)));
        assertThat(fixture.runner.preview(job)).isPresent();
        assertThat(fixture.runner.skip(job)).isTrue();
        assertThat(first.requests("/sdapi/v1/skip")).hasSize(1);
    }

    /** Its own node has made its part by then. */
    @Test
    void anotherReplicaSeesTheNodeThatIsStillAtIt() {
        helpers.get(2).generatesIn(LONG);
        open();
        try (LocalGpuFixture other = new LocalGpuFixture(tempDir, fixture)) {
            other.settings = fixture.settings;
            other.workersQueue = new ForwardingQueue(fixture.queue) {
                @Override
                public Optional<Claim> claim(Claimant claimant, Duration lease) {
                    return Optional.empty();
                }
            };
            other.with(simulators.toArray(WebUiSimulator[]::new)).open();
            awaitHealthy(other);

            InferenceJob job = submit(PAYLOAD);

            await().untilAsserted(() -> assertThat(sampling(fixture, job))
                    .hasValueSatisfying(
                            sampling -> assertThat(sampling.fraction()).isGreaterThanOrEqualTo(0.75)));
            await().untilAsserted(() -> assertThat(other.runner.preview(job)).isPresent());
            await().untilAsserted(() -> assertThat(sampling(other, job)).hasValueSatisfying(sampling -> {
                assertThat(sampling.steps()).isEqualTo(20);
                assertThat(sampling.fraction()).isBetween(0., 0.5);
            }));
        }
    }

    @Test
    void aJobThatComesMeanwhileGetsAHelperAsSoonAsItsPartIsMade() {
        first.generatesIn(LONG);
        helpers.get(0).generatesIn(LONG);
        helpers.get(1).generatesIn(LONG);
        open();
        InferenceJob divided = submit(PAYLOAD);
        await().until(() -> simulators.stream().allMatch(node -> node.generations() == 1));

        InferenceJob other = fixture.submit(job().generatingOnNodes(FIRST_MODEL).on(endpoint));

        assertSucceeds(other);
        assertThat(helpers.get(2).generations()).isEqualTo(2);
        assertThat(fixture.hasEnded(divided)).isFalse();
    }

    @Test
    void nodesForWhichOtherJobsWaitDoNotHelp() {
        simulators.forEach(node -> node.generatesIn(Duration.ofMillis(20)));
        open();
        List<InferenceJob> jobs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            jobs.add(submit("{\"prompt\": \"p\", \"seed\": 1, \"n_iter\": 4}"));
        }

        jobs.forEach(this::assertSucceeds);

        assertThat(jobs).allMatch(job -> fixture.now(job).images().size() == 4);
        assertThat(simulators).allMatch(node -> node.mostAtOnce() <= 1);
    }

    @Test
    void replicasDoNotUseAHelperAtTheSameTime() {
        simulators.forEach(node -> node.generatesIn(Duration.ofMillis(5)));
        fixture.with(simulators.toArray(WebUiSimulator[]::new)).open();
        try (LocalGpuFixture replica = new LocalGpuFixture(tempDir, fixture)
                .with(simulators.toArray(WebUiSimulator[]::new))
                .open()) {
            awaitHealthy(fixture);
            awaitHealthy(replica);
            List<InferenceJob> jobs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                jobs.add(submit("{\"prompt\": \"p\", \"seed\": " + i + ", \"n_iter\": " + (1 + i % 5) + "}"));
                if (i % 3 == 0) {
                    assertSucceeds(jobs.get(i));
                }
            }
            jobs.forEach(this::assertSucceeds);
        }

        assertThat(simulators).allMatch(node -> node.mostAtOnce() <= 1);
    }

    /** The leases of the first replica lapse as after a kill, while its nodes go on with their parts. */
    @Test
    void aJobOfAReplicaThatIsGoneIsMadeByAnotherOnTheSameNodes() {
        renews = false;
        simulators.forEach(node -> node.generatesIn(Duration.ofMillis(300)));
        open();
        InferenceJob job = submit(PAYLOAD);
        awaitAllRunning();
        try (LocalGpuFixture replica = new LocalGpuFixture(tempDir, fixture)
                .with(simulators.toArray(WebUiSimulator[]::new))
                .open()) {
            awaitHealthy(replica);
            assertSucceeds(job);
        }

        assertThat(fixture.now(job).images()).hasSize(16);
        assertThat(simulators.stream().mapToInt(WebUiSimulator::generations).sum())
                .isGreaterThan(4);
        renews = true;
        simulators.forEach(node -> node.generatesIn(Duration.ZERO));
        assertAllNodesAreFree();
    }

    @Test
    void aNodeKeepsTheCheckpointThatItHasJustChangedTo() {
        fixture.with(first, helpers.get(0)).open();
        awaitHealthy(fixture);
        InferenceJob onBoth = submit(PAYLOAD);
        assertSucceeds(onBoth);
        assertThat(helpers.get(0).generations()).isEqualTo(1);

        InferenceJob other =
                fixture.submit(job().generatingOnNodes(SECOND_MODEL).on(endpoint), PAYLOAD);
        assertSucceeds(other);

        assertThat(first.generations() + helpers.get(0).generations())
                .as("one of the two made it alone")
                .isEqualTo(3);
    }

    @Test
    void aNodeThatSpeaksAPartOfTheApiMakesNoParts() {
        List<String> alone = resultOfOneNode(PAYLOAD);
        helpers.forEach(node -> node.speaks(ServerProfile.STABLE_DIFFUSION_CPP));
        open();

        InferenceJob job = submit(PAYLOAD);
        assertSucceeds(job);

        assertThat(files(fixture, job)).isEqualTo(alone);
        assertThat(helpers).allMatch(node -> node.generations() == 0);
    }

    @Test
    void jobsAreNotDividedWhereTheOperatorHasSwitchedItOff() {
        fixture.settings = new JobExecutionConfiguration(
                fixture.settings.lease(),
                fixture.settings.heartbeat(),
                fixture.settings.pollInterval(),
                fixture.settings.attempts(),
                fixture.settings.retryPause(),
                fixture.settings.timeout(),
                fixture.settings.checkpointAffinity(),
                fixture.settings.stopGrace(),
                fixture.settings.unservableTimeout(),
                false);
        open();

        assertSucceeds(submit(PAYLOAD));

        assertThat(iterationsOf(first)).containsExactly(8);
        assertThat(helpers).allMatch(node -> node.generations() == 0);
    }

    @Test
    void stoppingRequeuesTheJobAndInterruptsAllItsNodes() {
        simulators.forEach(node -> node.generatesIn(LONG));
        open();
        InferenceJob job = submit(PAYLOAD);
        awaitAllRunning();

        fixture.close();

        await().until(() -> simulators.stream().allMatch(node -> node.interruptions() > 0));
        simulators.forEach(node -> node.generatesIn(Duration.ZERO));
        try (LocalGpuFixture replica = new LocalGpuFixture(tempDir, fixture)
                .with(first, helpers.get(0))
                .open()) {
            assertThat(replica.nodes).hasSize(2);
            assertSucceeds(job);
        }
    }

    /**
     * The first node claims the jobs; the others only once it has one. Leases outlast a machine that stands still for seconds, after which
     * another node would make the job, except where they are to lapse.
     */
    private void open() {
        fixture.workersQueue = new ForwardingQueue(fixture.queue) {
            @Override
            public Optional<Claim> claim(Claimant claimant, Duration lease) {
                boolean firstIsFree = claimant.node().contains(":" + first.port()) || first.generations() > 0;
                return firstIsFree ? super.claim(claimant, renews ? LONG : lease) : Optional.empty();
            }

            @Override
            public boolean renewLease(Claim claim, Duration lease) {
                return !renews || super.renewLease(claim, LONG);
            }

            @Override
            public boolean releaseNode(Claim claim, Duration lease) {
                return super.releaseNode(claim, renews ? LONG : lease);
            }
        };
        fixture.with(simulators.toArray(WebUiSimulator[]::new)).open();
        awaitHealthy(fixture);
    }

    private static void awaitHealthy(LocalGpuFixture opened) {
        await().until(() ->
                opened.nodes.stream().allMatch(node -> node.condition().healthy()));
    }

    private InferenceJob submit(String payload) {
        return fixture.submit(job().generatingOnNodes(FIRST_MODEL).on(endpoint), payload);
    }

    private void assertSucceeds(InferenceJob job) {
        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job)).extracting(InferenceJob::error).isNull();
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    private void awaitAllRunning() {
        await().until(() -> simulators.stream().allMatch(node -> node.generations() == 1));
    }

    /** Each can make another job. */
    private void assertAllNodesAreFree() {
        simulators.forEach(WebUiSimulator::works);
        await().until(() -> fixture.nodes.stream()
                .allMatch(node -> !node.busy() && node.condition().healthy()));
        assertSucceeds(submit(PAYLOAD));
    }

    private Optional<JobProgress.Sampling> sampling(InferenceJob job) {
        return sampling(fixture, job);
    }

    private static Optional<JobProgress.Sampling> sampling(LocalGpuFixture replica, InferenceJob job) {
        return replica.runner
                .progress(job)
                .filter(JobProgress.Running.class::isInstance)
                .flatMap(running -> ((JobProgress.Running) running).sampling());
    }

    private static List<Integer> iterationsOf(WebUiSimulator node) {
        return node.requests("/sdapi/v1/txt2img").stream()
                .map(SimulatedRequest::body)
                .map(body -> body.path("n_iter").asInt(1))
                .toList();
    }

    /** What one node makes of the payload alone. */
    private List<String> resultOfOneNode(String payload) {
        return resultOf(WebUiSimulator.start(), payload);
    }

    private List<String> resultOf(WebUiSimulator single, String payload) {
        try (single;
                LocalGpuFixture one = new LocalGpuFixture(tempDir).with(single)) {
            InferenceJob job =
                    one.open().submit(job().generatingOnNodes(FIRST_MODEL).on(one.endpoint()), payload);
            await().until(() -> one.hasEnded(job));
            return files(one, job);
        }
    }

    /** The images, and the parameters without what differs between two jobs of the same payload. */
    private static List<String> files(LocalGpuFixture of, InferenceJob job) {
        List<String> files = new ArrayList<>();
        of.now(job)
                .images()
                .forEach(name -> files.add(read(of, job.results().resolve(name), StandardCharsets.ISO_8859_1)));
        files.add(read(of, job.results().resolve(job.id() + "_param.json"), StandardCharsets.UTF_8)
                .replaceAll("job_timestamp\\\\\":\\\\\"\\d+", "")
                .replaceAll("atelier-[-0-9a-f]+", "")
                .replaceAll("\"(inference_id|endpoint_name)\": \"[^\"]+\"", ""));
        return files;
    }

    private static String read(LocalGpuFixture of, StorageUri file, Charset charset) {
        try (InputStream in = of.store.open(file)) {
            return new String(in.readAllBytes(), charset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode parameters(InferenceJob job) {
        return json(read(fixture, job.results().resolve(job.id() + "_param.json"), StandardCharsets.UTF_8));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
