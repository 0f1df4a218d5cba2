package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static dev.atelier.localgpu.testing.WebUiSimulator.SECOND_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.node.AddedNode;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queued jobs that no node can run any more. */
@Timeout(90)
@Tag("slow")
class UnservableJobsTest {

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
    void aJobWhoseModelIsGoneFromAllNodesSaysSoAndFailsAfterTheTimeout() {
        givesUpAfter(Duration.ofSeconds(5)); // so that the reason is seen before
        open();
        InferenceJob job = enqueue("gone.safetensors");
        String reason =
                "no GPU node that serves endpoint " + endpoint.name() + " has checkpoint gone.safetensors any more";

        await().until(() -> fixture.now(job).error() != null);
        assertThat(fixture.now(job))
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(InferenceJobStatus.INPROGRESS, reason);

        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job))
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(InferenceJobStatus.FAILED, reason + "; given up after 5 s");
        assertThat(node.generations()).isZero();
    }

    @Test
    void aModelThatVanishedWithoutNoticeIsMissedAfterTheFirstAttempt() {
        givesUpAfter(Duration.ofMinutes(1));
        open();
        node.occupy(Duration.ofMinutes(1));
        fixture.submit(job().generatingOnNodes(FIRST_MODEL).on(endpoint));
        InferenceJob job = fixture.submit(job().generatingOnNodes(SECOND_MODEL).on(endpoint));
        await().until(() -> node.generations() == 1);

        node.has(CheckpointType.STABLE_DIFFUSION, FIRST_MODEL);
        node.interruptWhateverRuns();

        await().until(() -> fixture.now(job).error() != null);
        assertThat(fixture.now(job).error()).contains("has checkpoint " + SECOND_MODEL + " any more");
        node.has(CheckpointType.STABLE_DIFFUSION, FIRST_MODEL, SECOND_MODEL);
        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job))
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(InferenceJobStatus.SUCCEED, null);
    }

    @Test
    void aJobWhoseNodesAreDownSaysSoUntilOneIsBack() {
        givesUpAfter(Duration.ofMinutes(1));
        open();
        int port = node.port();
        node.close();
        InferenceJob job = enqueue(FIRST_MODEL);

        await().until(() -> fixture.now(job).error() != null);
        assertThat(fixture.now(job).error())
                .startsWith("no GPU node that could run it answers: node 127.0.0.1:" + port)
                .endsWith("The node cannot be reached");

        try (WebUiSimulator back = WebUiSimulator.start(port)) {
            await().until(() -> fixture.hasEnded(job));
            assertThat(fixture.now(job))
                    .extracting(InferenceJob::status, InferenceJob::error)
                    .containsExactly(InferenceJobStatus.SUCCEED, null);
            assertThat(back.generations()).isEqualTo(1);
        }
    }

    @Test
    void aJobWhoseEndpointIsGoneFailsAtOnce() {
        givesUpAfter(Duration.ofMinutes(15));
        open();
        fixture.endpoints.delete(endpoint.id());

        InferenceJob orphan = enqueue(FIRST_MODEL);

        await().until(() -> fixture.hasEnded(orphan));
        assertThat(fixture.now(orphan))
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(InferenceJobStatus.FAILED, "endpoint " + endpoint.name() + " was deleted");
    }

    @Test
    void aJobThatWaitsForItsTurnIsNotUnservable() {
        givesUpAfter(Duration.ofMillis(1));
        node.generatesIn(Duration.ofSeconds(2));
        open();
        InferenceJob running = enqueue(FIRST_MODEL);
        InferenceJob waiting = enqueue(FIRST_MODEL);

        await().until(() -> fixture.hasEnded(running));

        assertThat(fixture.now(waiting))
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(InferenceJobStatus.INPROGRESS, null);
    }

    @Test
    void whatANodeThatOnlyAnotherReplicaCanUseMayRunWaits() {
        givesUpAfter(Duration.ofMillis(1));
        AddedNode elsewhere = new AddedNode(
                "127.0.0.1:7860@elsewhere",
                new NodeDefinition("http://127.0.0.1:7860", List.of(), Optional.empty()),
                new UserName("ann"),
                UUID.randomUUID(),
                false);
        fixture.added.add(elsewhere, 9);
        open();
        InferenceJob job = enqueue("theirs.safetensors");

        await().during(Duration.ofSeconds(1)).until(() -> fixture.now(job).error() == null && !fixture.hasEnded(job));

        fixture.added.beginRemoval(elsewhere.name());
        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).error()).contains("has checkpoint theirs.safetensors any more");
    }

    private void givesUpAfter(Duration timeout) {
        JobExecutionConfiguration usual = fixture.settings;
        fixture.settings = new JobExecutionConfiguration(
                usual.lease(),
                usual.heartbeat(),
                usual.pollInterval(),
                usual.attempts(),
                usual.retryPause(),
                usual.timeout(),
                usual.checkpointAffinity(),
                usual.stopGrace(),
                timeout,
                true);
    }

    private void open() {
        fixture.with(node).open();
        await().until(() -> fixture.nodes.get(0).condition().healthy());
    }

    /** Without the check of what nodes have. */
    private InferenceJob enqueue(String model) {
        InferenceJob job = fixture.add(job().generatingOnNodes(model).on(endpoint), "{}");
        fixture.queue.enqueue(job.start(job.created()));
        return job;
    }
}
