package dev.atelier.localgpu.inference;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.WaitForInference;
import dev.atelier.application.testing.InMemoryNotificationBus;
import dev.atelier.application.testing.InferenceRunnerContract;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalGpuInferenceRunnerTest extends InferenceRunnerContract {

    @TempDir
    Path tempDir;

    private final WebUiSimulator node = WebUiSimulator.start();
    private LocalGpuFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
        endpoint = fixture.endpoint(TestEndpoints.endpoint().realTime());
    }

    @AfterEach
    void stop() {
        fixture.close();
        node.close();
    }

    /** With concurrent submissions while its node works. */
    @Override
    protected synchronized InferenceRunner runner() {
        if (fixture.runner == null) {
            open();
        }
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
        TestEndpoints another = TestEndpoints.endpoint();
        return fixture.endpoint(type == InferenceType.REAL_TIME ? another.realTime() : another);
    }

    @Override
    protected void generates() {
        node.has(CheckpointType.STABLE_DIFFUSION, TestJobs.CHECKPOINT);
    }

    @Override
    protected void hangs() {
        generates();
        node.generatesIn(Duration.ofMinutes(1));
    }

    @Override
    protected void upload(InferenceJob job) {
        fixture.upload(job, "{}");
    }

    @Test
    void aRealTimeCallerIsAnsweredWhenTheJobHasEnded() {
        node.occupy(Duration.ofMinutes(1));
        open();
        InferenceJob job = created(FIRST_MODEL);

        CompletableFuture<Boolean> ended = run(job);

        assertThat(ended).isNotDone();
        node.interruptWhateverRuns();
        assertThat(ended.join()).isTrue();
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aRealTimeCallerIsAnsweredAfterTheTimeoutAndTheJobContinues() {
        fixture.realTimeTimeout = Duration.ofMillis(200);
        node.occupy(Duration.ofMinutes(1));
        open();
        InferenceJob job = created(FIRST_MODEL);

        assertThat(run(job).join()).isTrue();

        assertThat(fixture.hasEnded(job)).isFalse();
        node.interruptWhateverRuns();
        await().until(() -> fixture.hasEnded(job));
    }

    @Test
    void aRealTimeCallerIsAnsweredWhenTheJobIsDeleted() {
        node.generatesIn(Duration.ofMinutes(1));
        open();
        InferenceJob job = created(FIRST_MODEL);
        CompletableFuture<Boolean> ended = run(job);

        fixture.runner.cancel(job);
        fixture.jobs.delete(job.id());
        fixture.signals.publish(NotificationBus.jobEndedTopic(job.id()));

        assertThat(ended.join()).isTrue();
    }

    @Test
    void anEndWithoutNotificationIsFoundWithinSeconds() {
        InMemoryNotificationBus deaf = new InMemoryNotificationBus();
        WaitForInference waits = new WaitForInference(deaf, fixture.jobs, ForkJoinPool.commonPool());
        open();
        InferenceJob job = created(FIRST_MODEL);
        CompletableFuture<Void> ended = waits.begin(job.id()).ended(Duration.ofMinutes(1));

        fixture.runner.submit(job.start(job.created()));

        await().until(() -> fixture.hasEnded(job));
        await().atMost(Duration.ofSeconds(10)).until(ended::isDone); // and not after the minute
    }

    @Test
    void aJobThatWasStartedAlreadyIsNotRunTwice() {
        open();
        InferenceJob job = created(FIRST_MODEL);
        run(job).join();

        assertThat(run(job).join()).isFalse();
        assertThat(fixture.runner.submit(job.start(job.created()))).isFalse();

        assertThat(node.generations()).isEqualTo(1);
    }

    @Test
    void aFullQueueIsToldAtOnce() {
        fixture.queue.withCapacity(0);
        open();

        InferenceJob job = created(FIRST_MODEL);

        assertThatThrownBy(() -> run(job)).isInstanceOf(CapacityExceededException.class);
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.CREATED);
    }

    @Test
    void aStoredCheckpointThatCannotBeInstalledIsRejected() {
        open();
        await().until(() -> fixture.nodes.get(0).models().isPresent());
        InferenceJob job = fixture.add(job().generation("mine.safetensors").on(endpoint), "{}");

        assertThatThrownBy(() -> fixture.runner.submit(job.start(job.created())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("no GPU node that serves endpoint " + endpoint.name()
                        + " has checkpoint mine.safetensors, and it cannot be installed without the setting"
                        + " atelier.local-gpu.models-dir");
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.CREATED);
    }

    @Test
    void aCheckpointThatNoNodeHasAnyMoreIsRejected() {
        open();
        await().until(() -> fixture.nodes.get(0).models().isPresent());
        InferenceJob job = created("gone.safetensors");

        assertThatThrownBy(() -> run(job))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("no GPU node that serves endpoint " + endpoint.name()
                        + " has checkpoint gone.safetensors any more");
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.CREATED);
    }

    @Test
    void jobsAreAcceptedUntilANodeHasReportedItsModels() {
        node.close();
        open();

        InferenceJob job = created("rare.safetensors");

        assertThat(fixture.runner.submit(job.start(job.created()))).isTrue();
    }

    @Test
    void anEndpointThatNoNodeServesAnyMoreHasItsOwnMessage() {
        fixture.with(node.url(), "ml.p4d.*", Optional.empty()).open();
        InferenceJob job = created(FIRST_MODEL);

        assertThatThrownBy(() -> run(job))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("no GPU node matches instance type ml.g5.2xlarge of endpoint " + endpoint.name());
    }

    @Test
    void theLoadIsThatOfTheQueue() {
        LocalGpuInferenceRunner runner = new LocalGpuInferenceRunner(
                fixture.queue, fixture.signals, new GpuNodeRegistry(List.of()), null, null, Duration.ofMinutes(1));
        for (TestJobs waiting : List.of(job().on(endpoint), job().on(endpoint))) {
            InferenceJob job = fixture.add(waiting, "{}");
            fixture.queue.enqueue(job.start(job.created()));
        }

        assertThat(runner.load(List.of(endpoint)))
                .containsOnlyKeys(endpoint.id())
                .containsValue(2);
    }

    private void open() {
        fixture.with(node).open();
    }

    private InferenceJob created(String checkpoint) {
        return fixture.add(job().realTime().generatingOnNodes(checkpoint).on(endpoint), "{}");
    }

    private CompletableFuture<Boolean> run(InferenceJob job) {
        return fixture.runner.submitAndAwait(job.start(job.created())).toCompletableFuture();
    }
}
