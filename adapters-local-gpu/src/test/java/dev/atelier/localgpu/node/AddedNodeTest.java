package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.activity.Activities;
import dev.atelier.application.activity.Activity;
import dev.atelier.application.compute.ComputeNodes;
import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.node.AddedNode;
import dev.atelier.application.node.ManageNodes;
import dev.atelier.application.node.SteerNodes;
import dev.atelier.application.testing.InMemoryAddedNodes;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.endpoint.EndpointObserver;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are added, changed and removed while the service runs. */
@Timeout(60)
class AddedNodeTest {

    /** Of another machine. */
    private static final AddedNode ELSEWHERE = stored("127.0.0.1:7860@elsewhere", "http://127.0.0.1:7860");

    private static final String OTHER_TYPE = "ml.p4d.24xlarge";

    @TempDir
    Path tempDir;

    private final WebUiSimulator configured = WebUiSimulator.start();
    private final WebUiSimulator node = WebUiSimulator.start();
    private final List<Activity> activities = new CopyOnWriteArrayList<>();
    private LocalGpuFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
        fixture.activities = new Activities(List.of(activities::add));
        endpoint = fixture.endpoint();
    }

    @AfterEach
    void stop() {
        fixture.close();
        configured.close();
        node.close();
    }

    @Test
    void aJobThatWaitsIsGeneratedByANodeThatIsAdded() {
        fixture.with(configured).open();
        steer().drain(administrator(), fixture.nodes.get(0).name());
        InferenceJob waiting = submit();

        String name = add(List.of());

        await().until(() -> fixture.hasEnded(waiting));
        assertThat(fixture.now(waiting).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(node.generations()).isEqualTo(1);
        assertThat(nodes(fixture))
                .extracting(ComputeNodes.Node::name, ComputeNodes.Node::added)
                .containsExactly(tuple(fixture.nodes.get(0).name(), false), tuple(name, true));
    }

    @Test
    void aNodeThatIsRemovedFinishesWhatItRunsTakesNothingNewAndIsGone() {
        node.generatesIn(Duration.ofMillis(2500)); // it still runs when what is left of the node is looked at
        fixture.open();
        String name = add(List.of());
        InferenceJob running = submit();
        await().until(() -> fixture.queue.running().containsKey(name));
        InferenceJob waiting = submit();

        manage().remove(administrator(), name);

        assertThat(nodes(fixture)).hasSize(1);
        assertThat(fixture.hasEnded(running)).isFalse();
        await().until(() -> nodes(fixture).isEmpty());
        await().until(() -> fixture.hasEnded(running)); // its result is stored when the node is done with it
        assertThat(fixture.now(running).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(fixture.queue.running()).isEmpty();
        assertThat(node.interruptions()).isZero();
        assertThat(fixture.now(waiting).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(activities).contains(new Activity.NodeRemoved(name));
        assertThat(activities.indexOf(new Activity.NodeRemoved(name)))
                .as("nothing is reported of it afterwards")
                .isGreaterThan(lastIndexOfOthers(name));
        await().until(() -> workersOf(name) == 0);
        assertThatThrownBy(this::submit)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no GPU node matches instance type");

        node.generatesIn(Duration.ZERO);
        add(List.of());
        await().until(() -> fixture.hasEnded(waiting));
        assertThat(fixture.now(waiting).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(node.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void aNodeThatRunsNothingIsGoneAtOnceAndCanBeAddedAgain() {
        fixture.open();
        String name = add(List.of());
        await().until(() -> nodes(fixture).get(0).health() == ComputeNodes.Health.HEALTHY);

        manage().remove(administrator(), name);

        await().atMost(Duration.ofSeconds(5)).until(() -> nodes(fixture).isEmpty());
        assertThat(add(List.of())).isEqualTo(name);
        InferenceJob job = submit();
        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void whoRemovesANodeByMistakeKeepsItByResume() {
        node.generatesIn(Duration.ofSeconds(1));
        fixture.open();
        String name = add(List.of());
        InferenceJob running = submit();
        await().until(() -> fixture.queue.running().containsKey(name));
        InferenceJob waiting = submit();
        manage().remove(administrator(), name);

        steer().resume(administrator(), name);

        await().until(() -> fixture.hasEnded(running) && fixture.hasEnded(waiting));
        assertThat(fixture.now(waiting).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(nodes(fixture)).extracting(ComputeNodes.Node::name).containsExactly(name);
    }

    @Test
    void aChangeTakesEffectAfterTheRunningJob() {
        Endpoint other = fixture.endpoint(TestEndpoints.endpoint().name("other").instanceType(OTHER_TYPE));
        node.generatesIn(Duration.ofSeconds(2));
        fixture.open();
        String name = add(List.of());
        assertThatThrownBy(() ->
                        fixture.submit(job().generatingOnNodes(FIRST_MODEL).on(other)))
                .isInstanceOf(InvalidRequestException.class);
        InferenceJob running = submit();
        await().until(() -> fixture.queue.running().containsKey(name));
        await().until(() -> node.generations() == 1); // it would be refused otherwise

        node.asksFor("user", "secret");
        manage().change(
                        administrator(),
                        name,
                        Optional.of("http://user:secret@127.0.0.1:" + node.port()),
                        List.of(OTHER_TYPE),
                        Optional.empty());

        await().until(() -> nodes(fixture).get(0).instanceTypes().equals(List.of(OTHER_TYPE)));
        assertThat(fixture.now(running).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        InferenceJob next = fixture.submit(job().generatingOnNodes(FIRST_MODEL).on(other));
        await().until(() -> fixture.hasEnded(next));
        assertThat(fixture.now(next).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(node.mostAtOnce()).isEqualTo(1);
        assertThat(nodes(fixture)).hasSize(1);
    }

    @Test
    void aRestartFindsWhatWasAdded() {
        fixture.open();
        String name = add(List.of());
        LocalGpuFixture before = fixture;
        before.close();

        fixture = new LocalGpuFixture(tempDir, before);
        fixture.open();

        assertThat(nodes(fixture)).extracting(ComputeNodes.Node::name).containsExactly(name);
        InferenceJob job = submit();
        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void replicasTakeUpWhatOneOfThemAddsAndRemoves() {
        node.generatesIn(Duration.ofMillis(1500));
        fixture.open();
        try (LocalGpuFixture replica = new LocalGpuFixture(tempDir, fixture).open()) {
            String name = add(List.of());
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> nodes(replica).size() == 1 && nodes(fixture).size() == 1);
            InferenceJob running = submit();
            await().until(() -> fixture.queue.running().containsKey(name));

            manage().remove(administrator(), name);

            await().until(() -> nodes(replica).isEmpty() && nodes(fixture).isEmpty());
            assertThat(fixture.now(running).status()).isEqualTo(InferenceJobStatus.SUCCEED);
            assertThat(node.generations()).isEqualTo(1);
        }
    }

    @Test
    void aNodeThatIsAddedHelpsWithTheJobsOfOthersUntilItIsRemoved() {
        configured.generatesIn(Duration.ofMillis(100));
        node.generatesIn(Duration.ofMillis(100));
        fixture.with(configured).open();
        String name = add(List.of());
        await().until(() -> nodes(fixture).stream().allMatch(each -> each.health() == ComputeNodes.Health.HEALTHY));

        InferenceJob divided = submit("{\"prompt\": \"p\", \"n_iter\": 4}");
        await().until(() -> fixture.hasEnded(divided));
        assertThat(configured.generations()).isEqualTo(1);
        assertThat(node.generations()).isEqualTo(1);

        manage().remove(administrator(), name);
        InferenceJob whole = submit("{\"prompt\": \"p\", \"n_iter\": 4}");
        await().until(() -> fixture.hasEnded(whole));

        assertThat(configured.generations()).isEqualTo(2);
        assertThat(node.generations()).isEqualTo(1);
    }

    @Test
    void modelsOfNodesThatOnlyOtherReplicasCanUseStayCheckpoints() {
        fixture.added.add(ELSEWHERE, 9);
        fixture.with(configured).open();
        configured.has(CheckpointType.STABLE_DIFFUSION, FIRST_MODEL, "theirs.safetensors");
        await().until(() -> isOffered("theirs.safetensors"));

        configured.has(CheckpointType.STABLE_DIFFUSION, FIRST_MODEL, "third.safetensors");
        await().until(() -> isOffered("third.safetensors"));
        configured.has(CheckpointType.STABLE_DIFFUSION, FIRST_MODEL, "fourth.safetensors");
        await().until(() -> isOffered("fourth.safetensors")); // so that what was done of the third is done
        assertThat(isOffered("theirs.safetensors")).isTrue();

        fixture.added.beginRemoval(ELSEWHERE.name());
        await().until(() -> !isOffered("theirs.safetensors"));
        assertThat(isOffered("fourth.safetensors")).isTrue();
    }

    @Test
    void whatNodesThatOnlyOtherReplicasCanUseAddToAnEndpointStays() {
        GpuNodeRegistry registry = new GpuNodeRegistry(List.of());
        EndpointObserver observer = new EndpointObserver(registry, Duration.ofMinutes(1), Clock.systemUTC());
        Endpoint serving = endpoint.observe(EndpointStatus.IN_SERVICE, 1, null, endpoint.created());

        assertThat(registry.setAdded(List.of(), false)).isTrue();
        assertThat(observer.observe(serving))
                .isEqualTo(new EndpointProvisioner.State(EndpointStatus.IN_SERVICE, 1, null));

        assertThat(registry.setAdded(List.of(), true)).isTrue();
        assertThat(observer.observe(serving).instances()).isZero();
        assertThat(registry.setAdded(List.of(), true)).isFalse();
    }

    @Test
    void aNodeThatCannotBeOpenedKeepsNoOtherFromBeingUsedAndIsTriedAgain() {
        String url = configured.url().toString();
        String first = NodeUrl.parse("url", url).name();
        fixture.added.add(stored(first, url), 9);
        fixture.opens = false;
        fixture.open();
        assertThat(nodes(fixture)).isEmpty();

        String name = add(List.of());
        assertThat(nodes(fixture)).isEmpty();
        fixture.opens = true;

        await().until(() -> nodes(fixture).size() == 2);
        assertThat(nodes(fixture)).extracting(ComputeNodes.Node::name).containsExactly(first, name);
        InferenceJob job = submit();
        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aNodeThatIsStoredIsAddedAlsoIfItCannotBeReadAgainAtOnce() {
        AtomicBoolean failing = new AtomicBoolean();
        fixture.added = new InMemoryAddedNodes(fixture.queue.drains(), Clock.systemUTC()) {
            @Override
            public synchronized List<AddedNode> all() {
                if (failing.get()) {
                    throw new IllegalStateException("the database is away");
                }
                return super.all();
            }
        };
        fixture.open();

        failing.set(true);
        String name = add(List.of());
        failing.set(false);

        await().until(() -> nodes(fixture).stream().anyMatch(each -> each.name().equals(name)));
    }

    private static AddedNode stored(String name, String url) {
        return new AddedNode(
                name,
                new NodeDefinition(url, List.of(), Optional.empty()),
                administrator().name(),
                UUID.randomUUID(),
                false);
    }

    private boolean isOffered(String file) {
        return fixture.checkpoints
                .find(CheckpointId.ofNodeModel(CheckpointType.STABLE_DIFFUSION, new CheckpointFileName(file)))
                .isPresent();
    }

    private InferenceJob submit() {
        return submit("{\"prompt\": \"a cat\"}");
    }

    private InferenceJob submit(String payload) {
        return fixture.submit(job().generatingOnNodes(FIRST_MODEL).on(endpoint), payload);
    }

    private String add(List<String> instanceTypes) {
        return manage().add(
                        administrator(), new NodeDefinition(node.url().toString(), instanceTypes, Optional.empty()));
    }

    private static List<ComputeNodes.Node> nodes(LocalGpuFixture of) {
        return of.backendRegistry.nodes();
    }

    private int lastIndexOfOthers(String name) {
        int last = -1;
        for (int i = 0; i < activities.size(); i++) {
            if (activities.get(i) instanceof Activity.NodeChanged changed
                            && changed.node().equals(name)
                    || activities.get(i) instanceof Activity.NodeOccupied occupied
                            && occupied.node().equals(name)) {
                last = i;
            }
        }
        return last;
    }

    private static long workersOf(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gpu-" + name) && thread.isAlive())
                .count();
    }

    private ManageNodes manage() {
        InMemoryAtelier others = new InMemoryAtelier();
        return new ManageNodes(
                fixture.backendRegistry,
                fixture.added,
                fixture.queue.drains(),
                fixture.signals,
                UUID::randomUUID,
                others.audit);
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
