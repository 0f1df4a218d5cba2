package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failed attempts: retries, failed jobs and quarantined nodes. */
@Tag("slow")
@Timeout(60)
class FailureTest {

    @TempDir
    Path tempDir;

    private final WebUiSimulator first = WebUiSimulator.start();
    private final WebUiSimulator second = WebUiSimulator.start();
    private LocalGpuFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
        fixture.settings =
                LocalGpuFixture.settings(3, Duration.ofSeconds(3), Duration.ofSeconds(60), Duration.ofSeconds(1));
        endpoint = fixture.endpoint();
    }

    @AfterEach
    void stop() {
        fixture.close();
        first.close();
        second.close();
    }

    @Test
    void aJobWhoseNodeDiesEndsOnTheOther() {
        first.generatesIn(Duration.ofMinutes(1));
        fixture.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);
        try (LocalGpuFixture replica =
                new LocalGpuFixture(tempDir, fixture).with(second).open()) {
            assertThat(replica.nodes).hasSize(1);

            first.close();

            assertSucceeds(job);
        }
        assertThat(second.generations()).isEqualTo(1);
        await().until(() -> condition(0).state() == NodeState.State.QUARANTINED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alwayson_scripts\": {\"Some Script\": {\"args\": [true]}}}",
                "{\"prompt\": \"a cat <lora:style:1>\"}",
                "{\"refiner_checkpoint\": \"unknown\"}"
            })
    void aForbiddenPayloadFailsAtOnceAndIsNoFaultOfTheNode(String payload) {
        fixture.checkpoints.add(TestCheckpoints.checkpoint()
                .type(CheckpointType.LORA)
                .files("style.safetensors")
                .openTo("user:bob")
                .build());
        fixture.with(first).open();
        InferenceJob job = fixture.add(job().generatingOnNodes(FIRST_MODEL).on(endpoint), payload)
                .start(Instant.now());

        fixture.runner.submit(job);

        assertThat(failed(job))
                .containsAnyOf("is not taken", "not open to user ann")
                .doesNotContain("attempt");
        assertThat(first.generations()).isZero();
        assertThat(condition(0).healthy()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"HANG", "DROP", "GARBLED", "ERROR_500", "NO_IMAGES", "NOT_AN_IMAGE", "UNAUTHORIZED"})
    void aJobThatANodeBreaksEndsOnTheOther(Fault fault) {
        WebUiSimulator.failOnce(fault, first, second);
        fixture.with(first, second).open();
        await().until(() -> condition(0).healthy() && condition(1).healthy());

        assertSucceeds(submit());

        assertThat(first.generations()).isEqualTo(1);
        assertThat(second.generations()).isEqualTo(1);
    }

    @Test
    void aQuarantinedNodeWorksAgainOnceItIsHealthy() {
        fixture.with(first).open();
        await().until(() -> condition(0).healthy());
        first.fails(Fault.DROP).failsAt("/sdapi/v1/sd-models", Fault.ERROR_500);

        InferenceJob job = submit();

        await().pollInterval(Duration.ofMillis(5)).until(() -> condition(0).state() == NodeState.State.QUARANTINED);
        first.works();
        assertSucceeds(job);
        assertThat(condition(0).healthy()).isTrue();
    }

    @Test
    void oneFailedJobDoesNotQuarantineTheNode() {
        first.fails(Fault.ERROR_500);
        fixture.with(first).open();

        assertThat(failed(submit())).contains("500");

        assertThat(condition(0).healthy()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR_500", "DROP", "GARBLED", "OUT_OF_MEMORY"})
    void aNodeThatAnswersItsProbesStaysHealthyWhateverFailsThere(Fault fault) {
        first.fails(fault);
        fixture.with(first).open();
        await().until(() -> condition(0).healthy());
        NodeState before = condition(0);

        List<InferenceJob> jobs = List.of(submit(), submit(), submit(), submit());

        jobs.forEach(this::failed);
        assertThat(condition(0)).isEqualTo(before);
    }

    @Test
    void aNodeWhoseGpuFailedIsQuarantinedAndTheJobGoesElsewhere() {
        first.fails(Fault.GPU_ERROR);
        fixture.quarantineMin = Duration.ofMinutes(1);
        fixture.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);
        try (LocalGpuFixture replica =
                new LocalGpuFixture(tempDir, fixture).with(second).open()) {
            assertThat(replica.nodes).hasSize(1);
            assertSucceeds(job);
        }

        await().pollInterval(Duration.ofMillis(5)).until(() -> condition(0).state() == NodeState.State.QUARANTINED);
        assertThat(condition(0).reason()).contains("CUDA error");
    }

    @Test
    void aNodeThatIsDownAtTheStartIsTakenInWhenItComesUp() {
        int port = first.port();
        first.close();
        fixture.with(first).open();
        InferenceJob job = fixture.add(job().generatingOnNodes(FIRST_MODEL).on(endpoint), "{}");
        fixture.queue.enqueue(job.start(job.created()));
        await().until(() -> condition(0).state() == NodeState.State.QUARANTINED);

        try (WebUiSimulator back = WebUiSimulator.start(port)) {
            assertSucceeds(job);
            assertThat(back.generations()).isEqualTo(1);
        }
    }

    @Test
    void aNodeWithTooLittleMemoryStaysAndTheJobGoesElsewhere() {
        fixture.settings =
                LocalGpuFixture.settings(50, Duration.ofSeconds(3), Duration.ofSeconds(60), Duration.ofSeconds(1));
        first.fails(Fault.OUT_OF_MEMORY);
        fixture.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() > 0);
        LocalGpuFixture other = new LocalGpuFixture(tempDir, fixture).with(second);
        other.settings = fixture.settings;
        try (LocalGpuFixture replica = other.open()) {
            assertThat(replica.nodes).hasSize(1);
            assertSucceeds(job);
        }
        assertThat(condition(0))
                .extracting(NodeState::healthy, NodeState::failures)
                .containsExactly(true, 0);
    }

    @Test
    void anImageByAnotherModelThanAskedNeverSucceeds() {
        first.fails(Fault.WRONG_MODEL);
        fixture.with(first).open();

        InferenceJob job = fixture.submit(
                job().generatingOnNodes(WebUiSimulator.SECOND_MODEL).on(endpoint));

        assertThat(failed(job)).startsWith("failed in 3 attempts: attempt 1: ").contains("attempt 2: ", "attempt 3: ");
        assertThat(fixture.store.files()).noneMatch(file -> file.key().startsWith("out/"));
        assertThat(condition(0).healthy()).isTrue();
    }

    @Test
    void afterThreeAttemptsAJobHasFailedWithTheReasons() {
        first.fails(Fault.DROP);
        fixture.with(first).open();

        InferenceJob job = submit();

        assertThat(failed(job))
                .startsWith("failed in 3 attempts: attempt 1: ")
                .contains("; attempt 2: ", "; attempt 3: ", "connection to the node was lost")
                .doesNotContain("127.0.0.1");
        assertThat(first.generations()).isEqualTo(3);
    }

    @Test
    void aRequestThatTheNodeRejectsFailsAtOnceWithItsMessage() {
        fixture.with(first.failsAt("/sdapi/v1/samplers", Fault.NO_ROUTE)).open();
        InferenceJob job = fixture.add(
                job().generatingOnNodes(FIRST_MODEL).on(endpoint), "{\"prompt\": \"a\", \"sampler_name\": \"magic\"}");

        fixture.runner.submit(job.start(job.created()));

        assertThat(failed(job)).contains("Sampler not found").doesNotContain("attempt");
        assertThat(first.generations()).isEqualTo(1);
        assertThat(condition(0).healthy()).isTrue();
    }

    @Test
    void aJobWhoseModelVanishedFromOneNodeGoesToAnother() {
        fixture.with(first).open();
        await().until(() -> !fixture.nodes.get(0).checkpoints().isEmpty());
        first.has(CheckpointType.STABLE_DIFFUSION, "other.safetensors");
        InferenceJob job = submit();

        try (LocalGpuFixture replica =
                new LocalGpuFixture(tempDir, fixture).with(second).open()) {
            assertThat(replica.nodes).hasSize(1);
            assertSucceeds(job);
        }
        await().until(() -> fixture.nodes.get(0).checkpoints().equals(Set.of("other.safetensors")));
    }

    @Test
    void aStoreThatFailsOnceCostsAnAttemptAndNoNode() {
        AtomicInteger puts = new AtomicInteger();
        fixture.store = new InMemoryModelStore(Clock.systemUTC()) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                if (location.key().startsWith("out/") && puts.incrementAndGet() == 1) {
                    throw new IOException("disk /secret/path is gone");
                }
                super.put(location, content, contentType);
            }
        };
        fixture.with(first).open();

        assertSucceeds(submit());

        assertThat(first.generations()).isEqualTo(2);
        assertThat(condition(0).failures()).isZero();
    }

    @Test
    void aPayloadThatCannotBeReadIsNotTheNodesFault() {
        fixture.with(first).open();
        InferenceJob job = job().generatingOnNodes(FIRST_MODEL).on(endpoint).created();
        fixture.jobs.add(job);

        fixture.runner.submit(job.start(job.created()));

        assertThat(failed(job)).contains("a file could not be read or written").doesNotContain("NoSuchFile");
        assertThat(condition(0))
                .extracting(NodeState::healthy, NodeState::failures)
                .containsExactly(true, 0);
    }

    @Test
    void aNodeThatWasRestartedWithoutItsApiIsQuarantinedAndTheJobWaits() {
        fixture.with(first).open();
        await().until(() -> condition(0).healthy());
        first.fails(Fault.NO_ROUTE).failsAt("/sdapi/v1/sd-models", Fault.NO_ROUTE);
        InferenceJob job = submit();

        await().until(() -> condition(0).state() == NodeState.State.QUARANTINED);
        assertThat(condition(0).reason()).contains("--api");
        assertThat(fixture.hasEnded(job)).isFalse();

        first.works();
        assertSucceeds(job);
    }

    @Test
    void aRouteThatNoNodeHasFailsAtOnce() {
        first.fails(Fault.NO_ROUTE);
        fixture.with(first).open();

        assertThat(failed(submit()))
                .isEqualTo("The node has no route txt2img; WebUI offers it when started with --api");

        assertThat(first.generations()).isEqualTo(1);
        assertThat(condition(0).healthy()).isTrue();
    }

    @Test
    void aTemporaryFolderThatIsGoneIsNotTheNodesFault() throws IOException {
        fixture.with(first).open();
        await().until(() -> condition(0).healthy());
        Files.delete(tempDir);

        InferenceJob job = submit();

        assertThat(failed(job)).contains("a file could not be read or written").doesNotContain("connection");
        assertThat(condition(0))
                .extracting(NodeState::healthy, NodeState::failures)
                .containsExactly(true, 0);
    }

    @Test
    void aJobWithoutAResultAfterAllAttemptsIsGivenUp() {
        InferenceJob job = fixture.add(job().generatingOnNodes(FIRST_MODEL).on(endpoint), "{}");
        fixture.queue.enqueue(job.start(job.created()));
        Claimant unlucky = new Claimant("n", Set.of(endpoint.id()), Set.of(FIRST_MODEL), false, Optional.empty());
        for (int i = 0; i < 3; i++) {
            assertThat(fixture.queue.claim(unlucky, Duration.ZERO)).isPresent();
        }

        fixture.with(first).open();

        assertThat(failed(job))
                .isEqualTo("given up after 3 attempts: they ended without a result, as after a crash of the service");
        assertThat(first.generations()).isZero();
    }

    @Test
    void aDatabaseThatFailsAtTheWrongMomentCostsAnAttempt() {
        AtomicInteger settled = new AtomicInteger();
        AtomicInteger released = new AtomicInteger();
        fixture.workersQueue = new ForwardingQueue(fixture.queue) {
            @Override
            public boolean complete(Claim claim, InferenceJob ended) {
                failOnce(settled);
                return super.complete(claim, ended);
            }

            @Override
            public boolean requeue(Claim claim, String reason, Retry retry) {
                failOnce(released);
                return super.requeue(claim, reason, retry);
            }

            private static void failOnce(AtomicInteger calls) {
                if (calls.incrementAndGet() == 1) {
                    throw new IllegalStateException("the database is away");
                }
            }
        };
        fixture.with(first).open();

        assertSucceeds(submit());

        assertThat(first.generations()).isEqualTo(2);
        assertThat(released).hasValue(2);
    }

    @Test
    void theWorkerSurvivesAQueueThatFailsForAWhile() {
        AtomicInteger claims = new AtomicInteger();
        fixture.workersQueue = new ForwardingQueue(fixture.queue) {
            @Override
            public Optional<Claim> claim(Claimant claimant, Duration lease) {
                if (claims.incrementAndGet() <= 3) {
                    throw new IllegalStateException("the database is away");
                }
                return super.claim(claimant, lease);
            }
        };
        fixture.with(first).open();

        assertSucceeds(submit());
    }

    private InferenceJob submit() {
        return fixture.submit(job().generatingOnNodes(FIRST_MODEL).on(endpoint));
    }

    private NodeState condition(int node) {
        return fixture.nodes.get(node).condition();
    }

    private void assertSucceeds(InferenceJob job) {
        awaitEnd(job);
        assertThat(fixture.now(job).error()).isNull();
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    private String failed(InferenceJob job) {
        awaitEnd(job);
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
        return fixture.now(job).error();
    }

    private void awaitEnd(InferenceJob job) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> fixture.hasEnded(job));
    }
}
