package dev.atelier.application.node;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.ComputeNodes.Health;
import dev.atelier.application.compute.ComputeNodes.Work;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.node.NodeReport.State;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestNodes;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodesTest {

    private static final String NODE = "gpu-1:7860";

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ObserveNodes observe = new ObserveNodes(
            atelier.backendRegistry, atelier.endpoints, atelier.queue, atelier.jobs, atelier.queue.drains());
    private final SteerNodes steer = new SteerNodes(
            atelier.backendRegistry, atelier.queue.drains(), atelier.addedNodes, atelier.signals, atelier.audit);
    private final Caller root = administrator();

    @BeforeEach
    void oneNode() {
        atelier.backend.has(TestNodes.healthy(NODE));
    }

    @Test
    void aNodeThatRunsNothingIsIdleSinceItAnswersOrItsLastJobEnded() {
        assertThat(now())
                .extracting(NodeReport::state, NodeReport::since)
                .containsExactly(State.IDLE, Optional.of(TestNodes.SINCE));

        Instant ended = TestNodes.SINCE.plusSeconds(60);
        atelier.backend.has(TestNodes.having(
                TestNodes.healthy(NODE), new Work(false, Optional.of(ended), Optional.of("a"), 1, 0.5, Duration.ZERO)));

        assertThat(now().since()).contains(ended);
    }

    @Test
    void aNodeThatAnyReplicaUsesIsBusyAndSinceWhenIsKnownInThatOne() {
        InferenceJob job = run();
        assertThat(now())
                .extracting(NodeReport::state, NodeReport::since, NodeReport::running)
                .containsExactly(State.BUSY, Optional.empty(), Optional.of(job));

        Instant began = TestNodes.SINCE.plusSeconds(60);
        atelier.backend.has(TestNodes.having(
                TestNodes.healthy(NODE), new Work(true, Optional.of(began), Optional.empty(), 0, 0.5, Duration.ZERO)));

        assertThat(now().since()).contains(began);
    }

    @Test
    void whatAilsANodeIsSaid() {
        atelier.backend.has(
                TestNodes.ailing("a", Health.SILENT, "The node cannot be reached"),
                TestNodes.ailing("b", Health.UNHEALTHY, "garbage"),
                TestNodes.ailing("c", Health.UNKNOWN, "no response yet"));

        assertThat(observe.list(root))
                .extracting(NodeReport::state, NodeReport::since)
                .containsExactly(sinceThen(State.SILENT), sinceThen(State.UNHEALTHY), sinceThen(State.UNKNOWN));
    }

    private static Tuple sinceThen(State state) {
        return Tuple.tuple(state, Optional.of(TestNodes.SINCE));
    }

    @Test
    void aDrainedNodeDrainsUntilItsJobEndsAndIsResumed() {
        InferenceJob job = run();

        steer.drain(root, NODE);
        Instant drained = atelier.clock.instant();
        atelier.clock.pass(Duration.ofSeconds(5));
        steer.drain(designer("ann"), NODE);

        assertThat(now())
                .extracting(NodeReport::state, NodeReport::since, NodeReport::drainedBy)
                .containsExactly(State.DRAINING, Optional.of(drained), Optional.of(new UserName("root")));

        atelier.queue.remove(job.id());
        assertThat(now().state()).isEqualTo(State.DRAINED);

        CompletableFuture<Void> wakeUp = atelier.signals.nextNotification(NotificationBus.JOB_QUEUED);
        steer.resume(root, NODE);
        steer.resume(root, NODE);

        assertThat(now())
                .extracting(NodeReport::state, NodeReport::drainedBy)
                .containsExactly(State.IDLE, Optional.empty());
        assertThat(wakeUp).isDone();
    }

    @Test
    void onlyOneNodeIsAskedForProgress() {
        InferenceJob job = run();
        JobProgress.Running progress = new JobProgress.Running(
                Optional.of(NODE),
                Optional.empty(),
                Optional.of(new JobProgress.Sampling(5, 20, 0.25, Optional.empty())));
        atelier.backend.progressOf(asked -> asked.id().equals(job.id()) ? Optional.of(progress) : Optional.empty());

        assertThat(observe.find(root, NODE).progress()).contains(progress);
        assertThat(observe.list(root).get(0).progress()).isEmpty();
    }

    @Test
    void anotherUsersJobIsNotShown() {
        run();

        NodeReport seen = observe.find(designer("bob"), NODE);

        assertThat(seen.state()).isEqualTo(State.BUSY);
        assertThat(seen.running()).isEmpty();
        assertThat(observe.find(designer("ann"), NODE).running()).isPresent();
    }

    @Test
    void theEndpointsAreThoseThatAreOpenToTheCaller() {
        Endpoint endpoint = atelier.add(TestEndpoints.endpoint());

        assertThat(observe.find(designer("ann"), NODE).endpoints()).containsExactly(endpoint.name());
        assertThat(observe.find(withRoles(designer("ann"), "other"), NODE).endpoints())
                .isEmpty();
    }

    @Test
    void aNodeThatThereIsNotIsNotFound() {
        assertThatThrownBy(() -> observe.find(root, "gpu-9:7860"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("GPU node \"gpu-9:7860\" not found");
        assertThatThrownBy(() -> steer.drain(root, "gpu-9:7860")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> steer.resume(root, "gpu-9:7860")).isInstanceOf(NotFoundException.class);
        assertThat(atelier.queue.drains().all()).isEmpty();

        atelier.backend.has();
        assertThat(observe.list(root)).isEmpty();
    }

    @Test
    void permissionsAreThoseOfEndpoints() {
        Caller reader = holding("ann", "sagemaker_endpoint:list");
        assertThat(observe.list(reader)).hasSize(1);
        assertThatThrownBy(() -> steer.drain(reader, NODE)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> steer.resume(reader, NODE)).isInstanceOf(PermissionDeniedException.class);
        Caller user = holding("ann", "inference:all");
        assertThatThrownBy(() -> observe.list(user)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> observe.find(user, NODE)).isInstanceOf(PermissionDeniedException.class);
    }

    private NodeReport now() {
        return observe.find(root, NODE);
    }

    private InferenceJob run() {
        TestJobs job = job();
        atelier.jobs.add(job.created());
        atelier.queue.enqueue(job.started());
        atelier.queue
                .claim(
                        new Claimant(NODE, Set.of(TestJobs.ENDPOINT), Set.of(), true, Optional.empty()),
                        Duration.ofMinutes(1))
                .orElseThrow();
        return job.started();
    }
}
