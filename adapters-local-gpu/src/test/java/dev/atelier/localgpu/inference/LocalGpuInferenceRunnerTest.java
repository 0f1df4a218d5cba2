package dev.atelier.localgpu.inference;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.inference.InferenceJobRepository;
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
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.workshop.Workshop;
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

@Timeout(20)
class LocalGpuInferenceRunnerTest extends InferenceRunnerContract {

    @TempDir
    Path spool;

    private final WebUiSimulator node = WebUiSimulator.start();
    private Workshop workshop;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        workshop = new Workshop(spool);
        endpoint = workshop.endpoint(TestEndpoints.endpoint().realTime());
    }

    @AfterEach
    void stop() {
        workshop.close();
        node.close();
    }

    /** With its node at work, whoever of many asks first. */
    @Override
    protected synchronized InferenceRunner runner() {
        if (workshop.runner == null) {
            open();
        }
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
        TestEndpoints another = TestEndpoints.endpoint();
        return workshop.endpoint(type == InferenceType.REAL_TIME ? another.realTime() : another);
    }

    @Override
    protected void paints() {
        node.has(CheckpointType.STABLE_DIFFUSION, TestJobs.CHECKPOINT);
    }

    @Override
    protected void hangs() {
        paints();
        node.paintsIn(Duration.ofMinutes(1));
    }

    @Override
    protected void upload(InferenceJob job) {
        workshop.upload(job, "{}");
    }

    @Test
    void aRealTimeCallerIsToldWhenTheJobHasEnded() {
        node.paintsIn(Duration.ofMillis(200));
        open();
        InferenceJob job = created(FIRST_MODEL);

        CompletableFuture<Boolean> ended = run(job);

        assertThat(ended).isNotDone();
        assertThat(ended.join()).isTrue();
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aRealTimeCallerIsToldAfterTheLongestWaitAndTheJobGoesOn() {
        workshop.realTimeWait = Duration.ofMillis(200);
        node.paintsIn(Duration.ofMillis(600));
        open();
        InferenceJob job = created(FIRST_MODEL);

        assertThat(run(job).join()).isTrue();

        assertThat(workshop.hasEnded(job)).isFalse();
        await().until(() -> workshop.hasEnded(job));
    }

    @Test
    void aRealTimeCallerIsToldWhenTheJobIsDeleted() {
        node.paintsIn(Duration.ofMinutes(1));
        open();
        InferenceJob job = created(FIRST_MODEL);
        CompletableFuture<Boolean> ended = run(job);

        workshop.runner.cancel(job);
        workshop.jobs.delete(job.id());
        workshop.signals.publish(NotificationBus.jobEndedTopic(job.id()));

        assertThat(ended.join()).isTrue();
    }

    @Test
    void anEndOfWhichNobodyTellsIsFoundWithinSeconds() {
        InMemoryNotificationBus deaf = new InMemoryNotificationBus();
        JobCompletionWaiter jobCompletionWaiter =
                new JobCompletionWaiter(deaf, workshop.jobs, Duration.ofMinutes(1), ForkJoinPool.commonPool());
        open();
        InferenceJob job = created(FIRST_MODEL);
        CompletableFuture<Void> ended = jobCompletionWaiter.enter(job.id()).ended();

        workshop.runner.submit(job.start(job.created()));

        await().atMost(Duration.ofSeconds(4)).until(ended::isDone);
        assertThat(workshop.hasEnded(job)).isTrue();
    }

    @Test
    void aJobThatWasStartedAlreadyIsNotRunTwice() {
        open();
        InferenceJob job = created(FIRST_MODEL);
        run(job).join();

        assertThat(run(job).join()).isFalse();
        assertThat(workshop.runner.submit(job.start(job.created()))).isFalse();

        assertThat(node.generations()).isEqualTo(1);
    }

    @Test
    void aFullQueueIsToldAtOnce() {
        workshop.queue.withRoomFor(0);
        open();

        InferenceJob job = created(FIRST_MODEL);

        assertThatThrownBy(() -> run(job)).isInstanceOf(CapacityExceededException.class);
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.CREATED);
    }

    @Test
    void aStoredCheckpointThatNoNodeCanBeGivenIsRefused() {
        open();
        await().until(() -> workshop.nodes.get(0).models().isPresent());
        InferenceJob job = workshop.add(job().painting("mine.safetensors").on(endpoint), "{}");

        assertThatThrownBy(() -> workshop.runner.submit(job.start(job.created())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("no GPU node that serves endpoint " + endpoint.name()
                        + " has checkpoint mine.safetensors or can be given it; that needs the setting"
                        + " atelier.local-gpu.models-dir");
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.CREATED);
    }

    @Test
    void aCheckpointThatNoNodeHasAnyMoreIsRefused() {
        open();
        await().until(() -> workshop.nodes.get(0).models().isPresent());
        InferenceJob job = created("gone.safetensors");

        assertThatThrownBy(() -> run(job))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("no GPU node that serves endpoint " + endpoint.name()
                        + " has checkpoint gone.safetensors any more");
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.CREATED);
    }

    @Test
    void asLongAsANodeHasNotToldItsModelsJobsAreTaken() {
        node.close();
        open();

        InferenceJob job = created("rare.safetensors");

        assertThat(workshop.runner.submit(job.start(job.created()))).isTrue();
    }

    @Test
    void anEndpointThatNoNodeServesAnyMoreIsToldApart() {
        workshop.with(node.url(), "ml.p4d.*", Optional.empty()).open();
        InferenceJob job = created(FIRST_MODEL);

        assertThatThrownBy(() -> run(job))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("no GPU node stands for the instance type ml.g5.2xlarge of endpoint " + endpoint.name());
    }

    @Test
    void theLoadIsThatOfTheQueue() {
        LocalGpuInferenceRunner runner = new LocalGpuInferenceRunner(
                workshop.queue, workshop.signals, new NodeEligibilityCheck(new GpuNodeRegistry(List.of())), null);
        for (TestJobs waiting : List.of(job().on(endpoint), job().on(endpoint))) {
            InferenceJob job = workshop.add(waiting, "{}");
            workshop.queue.enqueue(job.start(job.created()));
        }

        assertThat(runner.load(List.of(endpoint)))
                .containsOnlyKeys(endpoint.id())
                .containsValue(2);
    }

    private void open() {
        workshop.with(node).open();
    }

    private InferenceJob created(String checkpoint) {
        return workshop.add(job().realTime().paintingOnNodes(checkpoint).on(endpoint), "{}");
    }

    private CompletableFuture<Boolean> run(InferenceJob job) {
        return workshop.runner.submitAndAwait(job.start(job.created())).toCompletableFuture();
    }
}
