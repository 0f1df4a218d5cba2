package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static dev.atelier.localgpu.testing.WebUiSimulator.SECOND_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.node.NodeReport;
import dev.atelier.application.node.NodeReport.State;
import dev.atelier.application.node.ObserveNodes;
import dev.atelier.application.node.SteerNodes;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that operators look at, drain and resume. */
@Timeout(60)
class DrainTest {

    @TempDir
    Path tempDir;

    private final WebUiSimulator node = WebUiSimulator.start();
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
        node.close();
    }

    @Test
    void aNodeIsShownAsItWorks() {
        node.generatesIn(Duration.ofSeconds(3));
        fixture.with(node).open();
        await().until(() -> report().state() == State.IDLE);
        assertThat(report().node().models()).contains(2);
        assertThat(report().node().name()).startsWith("127.0.0.1:" + node.port());
        assertThat(report().endpoints()).containsExactly(endpoint.name());

        InferenceJob first = submit(FIRST_MODEL);
        await().until(() -> report().state() == State.BUSY);
        await().until(() -> report().running().isPresent() && report().since().isPresent());
        assertThat(report().running().orElseThrow().id()).isEqualTo(first.id());
        InferenceJob second = submit(SECOND_MODEL);
        await().until(() -> fixture.hasEnded(first) && fixture.hasEnded(second));

        await().until(() -> report().state() == State.IDLE);
        assertThat(report().node().work().checkpoint()).contains(SECOND_MODEL);
        assertThat(report().node().work().switches()).isEqualTo(1);
        assertThat(report().node().work().busyShare()).isBetween(0.0001, 1.0);
        assertThat(report().node().version()).contains("simulated");
    }

    @Test
    void aNodeThatIsGoneIsSilent() {
        fixture.with(node).open();
        await().until(() -> report().state() == State.IDLE);

        node.close();

        await().until(() -> report().state() == State.SILENT);
        assertThat(report().node().reason()).contains("The node cannot be reached");
    }

    @Test
    void aNodeThatIsDrainedWhileItRunsAJobFinishesItAndWaitsUntilItIsResumed() {
        node.generatesIn(Duration.ofSeconds(3));
        fixture.with(node).open();
        InferenceJob running = submit(FIRST_MODEL);
        await().until(() -> report().state() == State.BUSY);

        steer().drain(administrator(), name());
        assertThat(report().state()).isIn(State.DRAINING, State.DRAINED);
        InferenceJob waiting = submit(FIRST_MODEL);

        await().until(() -> report().state() == State.DRAINED && fixture.hasEnded(running));
        assertThat(fixture.now(running).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        await().until(() -> fixture.now(waiting).error() != null);
        assertThat(fixture.now(waiting))
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(
                        InferenceJobStatus.INPROGRESS,
                        "no GPU node that could run it takes new jobs: node " + name() + ": drained by an operator");
        assertThat(node.generations()).isEqualTo(1);

        steer().resume(administrator(), name());

        await().until(() -> fixture.hasEnded(waiting));
        assertThat(fixture.now(waiting))
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(InferenceJobStatus.SUCCEED, null);
    }

    @Test
    void aRestartKeepsANodeDrainedAndItsJobsAreNotGivenUp() {
        fixture.settings = settings(Duration.ofMillis(1));
        fixture.with(node).open();
        steer().drain(administrator(), name());
        InferenceJob waiting = submit(FIRST_MODEL);
        await().until(() -> fixture.now(waiting).error() != null);
        LocalGpuFixture before = fixture;
        before.close();

        fixture = new LocalGpuFixture(tempDir, before);
        fixture.settings = settings(Duration.ofMillis(1));
        fixture.with(node).open();

        await().until(() -> fixture.nodes.get(0).condition().healthy()
                && fixture.nodes.get(0).drained());
        assertThat(report().state()).isEqualTo(State.DRAINED);
        assertThat(fixture.now(waiting).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(node.generations()).isZero();
        steer().resume(administrator(), name());
        await().until(() -> fixture.hasEnded(waiting));
        assertThat(fixture.now(waiting).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aJobThatBreaksElsewhereDoesNotGoToADrainedNode() {
        try (WebUiSimulator other = WebUiSimulator.start()) {
            fixture.with(node, other).open();
            await().until(() ->
                    fixture.nodes.stream().allMatch(each -> each.condition().healthy()));
            steer().drain(administrator(), fixture.nodes.get(1).name());
            await().until(() -> fixture.nodes.get(1).drained());
            WebUiSimulator.failOnce(Fault.OUT_OF_MEMORY, node);

            InferenceJob job = submit(FIRST_MODEL);

            await().until(() -> fixture.hasEnded(job));
            assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
            assertThat(other.generations()).isZero();
        }
    }

    private static JobExecutionConfiguration settings(Duration unservableTimeout) {
        JobExecutionConfiguration usual =
                LocalGpuFixture.settings(3, Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(2));
        return new JobExecutionConfiguration(
                usual.lease(),
                usual.heartbeat(),
                usual.pollInterval(),
                usual.attempts(),
                usual.retryPause(),
                usual.timeout(),
                usual.checkpointAffinity(),
                usual.stopGrace(),
                unservableTimeout,
                usual.splitIterations());
    }

    private InferenceJob submit(String model) {
        return fixture.submit(job().generatingOnNodes(model).on(endpoint));
    }

    private String name() {
        return fixture.nodes.get(0).name();
    }

    private NodeReport report() {
        return new ObserveNodes(
                        fixture.backendRegistry, fixture.endpoints, fixture.queue, fixture.jobs, fixture.queue.drains())
                .find(administrator(), name());
    }

    private SteerNodes steer() {
        return new SteerNodes(
                fixture.backendRegistry,
                fixture.queue.drains(),
                fixture.added,
                fixture.signals,
                new InMemoryAtelier().audit);
    }
}
