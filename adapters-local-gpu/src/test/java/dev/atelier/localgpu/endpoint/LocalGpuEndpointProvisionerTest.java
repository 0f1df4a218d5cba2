package dev.atelier.localgpu.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.compute.EndpointProvisioner.State;
import dev.atelier.application.testing.EndpointProvisionerContract;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LocalGpuEndpointProvisionerTest extends EndpointProvisionerContract {

    @TempDir
    Path tempDir;

    private final WebUiSimulator first = WebUiSimulator.start();
    private final WebUiSimulator second = WebUiSimulator.start();
    private LocalGpuFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
    }

    @AfterEach
    void stop() {
        fixture.close();
        first.close();
        second.close();
    }

    /** On nodes of any instance type, unless the test adds others. */
    @Override
    protected EndpointProvisioner provisioner() {
        if (fixture.provisioner == null) {
            fixture.with(first).open();
        }
        return fixture.provisioner;
    }

    @Override
    protected Endpoint creating(InferenceType type) {
        return creating(type, "ml.g5.2xlarge", new InstanceCounts(1, 0, 1, false));
    }

    @Override
    protected void hasNoCapacity() {
        fixture.with(first.url(), "ml.p4d.*", Optional.empty()).open();
    }

    @Override
    protected void breaks() {
        first.close();
    }

    @Override
    protected String failsToStart() {
        fixture.startTimeout = Duration.ofMillis(300);
        first.failsAt("/sdapi/v1/sd-models", Fault.ERROR_500);
        provisioner(); // whose opening in a new JVM is not to take up the start timeout
        return "500";
    }

    /** The nodes stay, with endpoints and without. */
    @Override
    protected boolean isMadeOnDemand() {
        return false;
    }

    @Override
    protected boolean isEmpty() {
        return true;
    }

    @Test
    void onHealthyNodesAnEndpointIsInServiceSoon() {
        fixture.with(first, second).open();
        await().until(() ->
                fixture.nodes.stream().allMatch(gpuNode -> gpuNode.condition().healthy()));

        Endpoint endpoint = create("ml.g5.2xlarge", new InstanceCounts(2, 0, 2, false));

        await().atMost(Duration.ofSeconds(5)) // and not when the node's models are asked for again
                .until(() -> now(endpoint).status() == EndpointStatus.IN_SERVICE);
        assertThat(now(endpoint).running()).isEqualTo(2);
    }

    @Test
    void otherCountsBoundTheInstancesThatAnEndpointIsSaidToHave() {
        fixture.with(first, second).open();
        Endpoint endpoint = create("ml.g5.2xlarge", new InstanceCounts(1, 0, 1, false));
        await().until(() -> now(endpoint).running() == 1);
        InstanceCounts two = new InstanceCounts(2, 0, 2, false);

        provisioner().resize(now(endpoint), two);
        fixture.endpoints.changeCounts(endpoint.id(), endpoint.counts(), two);

        await().until(() -> now(endpoint).running() == 2);
        assertThatThrownBy(() -> provisioner().resize(now(endpoint), new InstanceCounts(3, 0, 3, false)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(
                        "ResourceLimitExceeded: 3 instances of ml.g5.2xlarge were requested, but 2 GPU nodes");
    }

    @Test
    void moreInstancesThanNodesAreRejectedAsByAws() {
        fixture.with(first.url(), "ml.g5.*", Optional.empty());
        fixture.with(second.url(), "ml.p4d.*", Optional.empty()).open();

        assertThatThrownBy(() -> create("ml.g5.2xlarge", new InstanceCounts(3, 0, 3, false)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("ResourceLimitExceeded: 3 instances of ml.g5.2xlarge were requested, but 1 GPU node matches"
                        + " it");
        assertThatThrownBy(() -> create("ml.c5.large", new InstanceCounts(1, 0, 1, false)))
                .hasMessage(
                        "ResourceLimitExceeded: 1 instance of ml.c5.large was requested, but no GPU node matches it");
        assertThatThrownBy(() -> create("ml.g5.2xlarge", new InstanceCounts(2, 0, 2, true)))
                .hasMessageStartingWith("ResourceLimitExceeded: 2 instances");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLargestCountMayExceedTheNodes(boolean autoscaling) {
        fixture.with(first).open();

        Endpoint endpoint = create("ml.g5.2xlarge", new InstanceCounts(1, 0, 5, autoscaling));

        await().until(() -> now(endpoint).status() == EndpointStatus.IN_SERVICE);
        assertThat(now(endpoint).running()).isEqualTo(1);
    }

    @Test
    void anEndpointIsCreatingUntilEnoughNodesAnswer() {
        second.failsAt("/sdapi/v1/sd-models", Fault.ERROR_500);
        fixture.with(first, second).open();
        await().until(() -> fixture.nodes.get(1).condition().reason() != null);
        Endpoint endpoint = create("ml.g5.2xlarge", new InstanceCounts(2, 0, 2, false));
        fixture.refresh.refresh(LocalGpuFixture.BACKEND, fixture.observer::observe);
        assertThat(now(endpoint).status()).isEqualTo(EndpointStatus.CREATING);

        second.works();

        await().until(() -> now(endpoint).status() == EndpointStatus.IN_SERVICE);
        assertThat(now(endpoint).running()).isEqualTo(2);
    }

    @Test
    void anEndpointWhoseNodesDoNotAnswerInTimeHasFailedWithEachReason() {
        fixture.startTimeout = Duration.ofSeconds(3); // in which even a busy machine sees both reasons
        first.failsAt("/sdapi/v1/sd-models", Fault.ERROR_500);
        second.close();
        fixture.with(first, second).open();

        Endpoint endpoint = create("ml.g5.2xlarge", new InstanceCounts(1, 0, 1, false));

        await().until(() -> now(endpoint).status() == EndpointStatus.FAILED);
        assertThat(now(endpoint).error())
                .startsWith("fewer than 1 GPU nodes that match ml.g5.2xlarge responded within 3 s: ")
                .contains(
                        "node 127.0.0.1:" + first.port(),
                        "500",
                        "node 127.0.0.1:" + second.port(),
                        "cannot be reached");
    }

    @Test
    void inServiceTheNumberOfInstancesFollowsTheNodes() {
        fixture.with(first, second).open();
        Endpoint endpoint = create("ml.g5.2xlarge", new InstanceCounts(2, 0, 2, false));
        await().until(() -> now(endpoint).running() == 2);

        second.close();

        await().until(() -> now(endpoint).running() == 1);
        assertThat(now(endpoint).status()).isEqualTo(EndpointStatus.IN_SERVICE);
        assertThat(now(endpoint).error()).isNull();
        first.close();
        await().until(() -> now(endpoint).running() == 0);
        assertThat(now(endpoint).status()).isEqualTo(EndpointStatus.IN_SERVICE);
    }

    @Test
    void inServiceAnEndpointWithoutANodeSaysWhyUntilItHasOne() {
        fixture.with(first, second).open();
        Endpoint endpoint = create("ml.g5.2xlarge", new InstanceCounts(1, 0, 2, false));
        await().until(() -> now(endpoint).running() > 0);

        first.failsAt("/sdapi/v1/sd-models", Fault.UNAUTHORIZED).failsAt("/sdapi/v1/progress", Fault.UNAUTHORIZED);
        second.close();

        await().until(() -> now(endpoint).error() != null);
        assertThat(now(endpoint))
                .extracting(Endpoint::status, Endpoint::running)
                .containsExactly(EndpointStatus.IN_SERVICE, 0);
        assertThat(now(endpoint).error())
                .startsWith("no GPU node that matches ml.g5.2xlarge works: node 127.0.0.1:" + first.port())
                .contains("rejected the configured user and password", "node 127.0.0.1:" + second.port());
        first.works();
        await().until(() -> now(endpoint).error() == null);
        assertThat(now(endpoint).running()).isEqualTo(1);
    }

    @Test
    void untilNodesWereAskedTheCountOfAnotherReplicaHolds() {
        fixture.with(first, second);
        EndpointObserver fresh =
                new EndpointObserver(new GpuNodeRegistry(fixture.nodes), Duration.ofMinutes(1), Clock.systemUTC());

        Endpoint endpoint = TestEndpoints.endpoint().build();

        assertThat(fresh.observe(endpoint)).isEqualTo(new State(EndpointStatus.IN_SERVICE, 1, null));
    }

    @Test
    void aNodeThatHangsDoesNotDelayTheOthers() {
        first.failsAt("/sdapi/v1/sd-models", Fault.HANG);
        fixture.nodeAnswerTimeout = Duration.ofMinutes(5);
        fixture.with(first, second).open();

        Endpoint endpoint = create("ml.g5.2xlarge", new InstanceCounts(1, 0, 1, false));

        await().until(() -> now(endpoint).status() == EndpointStatus.IN_SERVICE);
    }

    /** As the use case does. */
    private Endpoint create(String instanceType, InstanceCounts counts) {
        Endpoint endpoint = creating(InferenceType.ASYNC, instanceType, counts);
        fixture.endpoints.add(endpoint);
        fixture.provisioner.create(endpoint);
        return endpoint;
    }

    private static Endpoint creating(InferenceType type, String instanceType, InstanceCounts counts) {
        EndpointId id = new EndpointId(UUID.randomUUID());
        return Endpoint.creating(
                id,
                EndpointName.of(type, id),
                type,
                instanceType,
                counts,
                List.of("designer"),
                new UserName("ann"),
                LocalGpuFixture.BACKEND,
                Instant.now());
    }

    private Endpoint now(Endpoint endpoint) {
        return fixture.endpoints.find(endpoint.id()).orElseThrow();
    }
}
