package dev.atelier.sagemaker.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.sagemaker.fixture.SageMakerFixture;
import dev.atelier.sagemaker.testing.AwsErrorResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EndpointPollerTest {

    @TempDir
    Path spool;

    private final SettableClock clock = new SettableClock();
    private SageMakerFixture fixture;

    @BeforeEach
    void open() {
        fixture = new SageMakerFixture(clock, spool);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void anAsyncEndpointIsScaledByItsBacklogOnceItIsInService() {
        fixture.stub.endpoints().creationTakes(Duration.ofMinutes(5));
        Endpoint endpoint = created(InferenceType.ASYNC);
        String name = "test-" + endpoint.id();
        String resource = "endpoint/" + name + "/variant/prod";
        fixture.endpointPoller.poll();
        assertThat(fixture.stub.scaling().targets()).isEmpty();

        fixture.stub.endpoints().become(name, "InService", null);
        comeIntoService(endpoint);

        JsonNode target = fixture.stub.scaling().targets().get(resource);
        assertThat(target.path("ServiceNamespace").asText()).isEqualTo("sagemaker");
        assertThat(target.path("ScalableDimension").asText()).isEqualTo("sagemaker:variant:DesiredInstanceCount");
        assertThat(target.path("MinCapacity").asInt()).isZero();
        assertThat(target.path("MaxCapacity").asInt()).isEqualTo(3);
        assertThat(fixture.stub
                        .scaling()
                        .tags(resource)
                        .path("atelier:installation")
                        .asText())
                .isEqualTo("test");
        JsonNode load = fixture.stub.scaling().policies().get(name + "-load");
        JsonNode tracking = load.path("TargetTrackingScalingPolicyConfiguration");
        assertThat(tracking.path("TargetValue").asDouble()).isEqualTo(3);
        assertThat(tracking.path("ScaleInCooldown").asInt()).isEqualTo(180);
        assertThat(tracking.path("ScaleOutCooldown").asInt()).isEqualTo(60);
        assertThat(tracking.at("/CustomizedMetricSpecification/MetricName").asText())
                .isEqualTo("ApproximateBacklogSizePerInstance");
        assertThat(tracking.at("/CustomizedMetricSpecification/Dimensions/0/Value")
                        .asText())
                .isEqualTo(name);
        JsonNode wake = fixture.stub.scaling().policies().get(name + "-wake");
        assertThat(wake.path("PolicyType").asText()).isEqualTo("StepScaling");
        assertThat(wake.at("/StepScalingPolicyConfiguration/StepAdjustments/0/ScalingAdjustment")
                        .asInt())
                .isEqualTo(1);
        JsonNode alarm = fixture.stub.calls("PutMetricAlarm").get(0);
        assertThat(alarm.path("MetricName").asText()).isEqualTo("HasBacklogWithoutCapacity");
        assertThat(alarm.path("Dimensions.member.1.Value").asText()).isEqualTo(name);
        assertThat(alarm.path("AlarmActions.member.1").asText()).endsWith(name + "-wake");
    }

    @Test
    void aRealTimeEndpointIsScaledByItsCalls() {
        Endpoint endpoint = created(InferenceType.REAL_TIME);

        comeIntoService(endpoint);

        assertThat(fixture.stub.scaling().policies()).hasSize(1);
        JsonNode tracking = fixture.stub
                .scaling()
                .policies()
                .get("test-" + endpoint.id() + "-load")
                .path("TargetTrackingScalingPolicyConfiguration");
        assertThat(tracking.path("TargetValue").asDouble()).isEqualTo(5);
        assertThat(tracking.at("/PredefinedMetricSpecification/PredefinedMetricType")
                        .asText())
                .isEqualTo("SageMakerVariantInvocationsPerInstance");
        assertThat(fixture.stub.scaling().alarms()).isEmpty();
    }

    @Test
    void scalingIsSetUpOnceAndTakenDownWithTheEndpoint() {
        Endpoint endpoint = created(InferenceType.ASYNC);
        comeIntoService(endpoint);
        poll();
        assertThat(fixture.stub.calls("RegisterScalableTarget")).hasSize(1);

        fixture.provisioner.delete(fixture.now(endpoint));

        assertThat(fixture.stub.scaling().targets()).isEmpty();
        assertThat(fixture.stub.scaling().policies()).isEmpty();
        assertThat(fixture.stub.scaling().alarms()).isEmpty();
        assertThat(fixture.stub.endpoints().isEmpty()).isTrue();
    }

    @Test
    void scalingThatCouldNotBeSetUpIsTriedAgain() {
        fixture.stub.reject("PutScalingPolicy", AwsErrorResponse.denied());
        Endpoint endpoint = created(InferenceType.ASYNC);
        comeIntoService(endpoint);
        assertThat(fixture.stub.scaling().policies()).isEmpty();

        fixture.stub.works();
        poll();

        assertThat(fixture.stub.scaling().policies()).hasSize(2);
    }

    @Test
    void aTagThatFailsDoesNotKeepAnEndpointFromScaling() {
        fixture.stub.reject("TagResource", AwsErrorResponse.denied());
        Endpoint endpoint = created(InferenceType.ASYNC);

        comeIntoService(endpoint);

        assertThat(fixture.stub.scaling().policies()).hasSize(2);
        assertThat(fixture.stub.scaling().alarms()).hasSize(1);
        assertThat(fixture.stub.calls("TagResource")).isNotEmpty();
    }

    @Test
    void anAlarmThatMayNotBeTaggedIsCreatedWithoutItsTag() {
        fixture.stub.reject("PutMetricAlarm", AwsErrorResponse.denied(), 1);
        Endpoint endpoint = created(InferenceType.ASYNC);

        comeIntoService(endpoint);

        assertThat(fixture.stub.scaling().alarms()).hasSize(1);
        assertThat(fixture.stub.calls("PutMetricAlarm"))
                .extracting(alarm -> alarm.has("Tags.member.1.Key"))
                .containsExactly(true, false);
    }

    @Test
    void autoscalingMayBeSetUpTwice() {
        Endpoint endpoint = created(InferenceType.ASYNC);
        comeIntoService(endpoint);
        Map<String, JsonNode> targets = fixture.stub.scaling().targets();

        fixture.provisioner.scale(fixture.now(endpoint)); // as another replica does, or this one after a restart

        assertThat(fixture.stub.scaling().targets()).isEqualTo(targets);
        assertThat(fixture.stub.scaling().policies()).hasSize(2);
    }

    @Test
    void boundsThatAreNotThoseWhichAreStoredAreSetRight() {
        Endpoint endpoint = created(InferenceType.ASYNC);
        comeIntoService(endpoint);
        Endpoint before = fixture.now(endpoint);
        InstanceCounts counts = new InstanceCounts(1, 2, 6, true);
        fixture.provisioner.resize(before, counts);
        fixture.provisioner.scale(before); // as a poll that has read the endpoint before that
        fixture.endpoints.changeCounts(endpoint.id(), before.counts(), counts);

        poll();

        JsonNode target = fixture.stub.scaling().targets().get("endpoint/test-" + endpoint.id() + "/variant/prod");
        assertThat(target.path("MinCapacity").asInt()).isEqualTo(2);
        assertThat(target.path("MaxCapacity").asInt()).isEqualTo(6);
        int registered = fixture.stub.calls("RegisterScalableTarget").size();
        poll();
        assertThat(fixture.stub.calls("RegisterScalableTarget")).hasSize(registered);
    }

    @Test
    void autoscalingThatWasSwitchedOffWhileItWasSetUpEnds() {
        Endpoint endpoint = created(InferenceType.ASYNC);
        comeIntoService(endpoint);
        Endpoint before = fixture.now(endpoint);
        InstanceCounts counts = new InstanceCounts(1, 0, 3, false);
        fixture.provisioner.resize(before, counts);
        fixture.provisioner.scale(before); // as a poll that has read the endpoint before that
        fixture.endpoints.changeCounts(endpoint.id(), before.counts(), counts);

        poll();

        assertThat(fixture.stub.scaling().targets()).isEmpty();
        assertThat(fixture.stub.scaling().alarms()).isEmpty();
    }

    @Test
    void autoscalingThatCouldNotBeRestoredIsSetUpByTheNextPoll() {
        Endpoint endpoint = created(InferenceType.ASYNC);
        comeIntoService(endpoint);
        fixture.stub.reject("UpdateEndpointWeightsAndCapacities", AwsErrorResponse.quota("ml.g5.2xlarge"));
        fixture.stub.reject("RegisterScalableTarget", AwsErrorResponse.denied());
        assertThatThrownBy(() -> fixture.provisioner.resize(fixture.now(endpoint), new InstanceCounts(9, 0, 9, false)))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(fixture.stub.scaling().targets()).isEmpty();

        fixture.stub.works();
        poll();

        assertThat(fixture.stub.scaling().targets()).hasSize(1);
        assertThat(fixture.stub.scaling().policies()).hasSize(2);
        assertThat(fixture.stub.scaling().alarms()).hasSize(1);
    }

    @Test
    void ofAnEndpointThatIsDeletedWhileItsScalingIsSetUpNothingStaysBehind() {
        Endpoint endpoint = created(InferenceType.ASYNC);
        awaitInAws(endpoint, "InService");
        EndpointPoller overtaken = new EndpointPoller(
                endpoint.backend(),
                fixture.endpoints,
                deletedOnceSeen(endpoint),
                fixture.provisioner,
                fixture.pollingBackoff,
                clock);

        overtaken.changed(endpoint.id());

        assertThat(fixture.stub.calls("PutMetricAlarm")).hasSize(1);
        assertThat(fixture.stub.scaling().alarms()).isEmpty();
        assertThat(fixture.stub.scaling().targets()).isEmpty();
    }

    @Test
    void aFailingEndpointDoesNotStopThePoll() {
        Endpoint first = created(InferenceType.ASYNC);
        Endpoint second = created(InferenceType.ASYNC);
        awaitInAws(first, "InService");
        awaitInAws(second, "InService");
        fixture.stub.reject("DescribeEndpoint", AwsErrorResponse.denied(), 1);

        fixture.endpointPoller.poll();
        assertThat(new EndpointStatus[] {
                    fixture.now(first).status(), fixture.now(second).status()
                })
                .containsExactlyInAnyOrder(EndpointStatus.CREATING, EndpointStatus.IN_SERVICE);

        poll();
        assertThat(fixture.now(first).status()).isEqualTo(EndpointStatus.IN_SERVICE);
        assertThat(fixture.now(second).status()).isEqualTo(EndpointStatus.IN_SERVICE);
    }

    @Test
    void anEndpointIsNotPolledAgainBeforeItIsDue() {
        Endpoint endpoint = created(InferenceType.ASYNC);
        comeIntoService(endpoint);
        int asked = fixture.stub.calls("DescribeEndpoint").size();

        fixture.endpointPoller.poll();
        assertThat(fixture.stub.calls("DescribeEndpoint")).hasSize(asked);
        poll();

        assertThat(fixture.stub.calls("DescribeEndpoint")).hasSize(asked + 1);
    }

    @Test
    void anEndpointThatFailedTellsWhyAndIsNotAskedAboutAnyMore() {
        fixture.stub.endpoints().creationFails("The primary container did not pass the ping health check.");
        Endpoint endpoint = created(InferenceType.ASYNC);
        awaitInAws(endpoint, "Failed");

        poll();
        int asked = fixture.stub.calls("DescribeEndpoint").size();
        poll();

        assertThat(fixture.now(endpoint).status()).isEqualTo(EndpointStatus.FAILED);
        assertThat(fixture.now(endpoint).error())
                .isEqualTo("The primary container did not pass the ping health check.");
        assertThat(fixture.stub.calls("DescribeEndpoint")).hasSize(asked);
        assertThat(fixture.stub.scaling().targets()).isEmpty();
    }

    /** Reads the endpoint, which is deleted before the poller acts. */
    private ReconcileEndpoints deletedOnceSeen(Endpoint endpoint) {
        return new ReconcileEndpoints(fixture.endpoints, clock) {
            @Override
            public Optional<Endpoint> refresh(EndpointId id, Function<Endpoint, EndpointProvisioner.State> observe) {
                Optional<Endpoint> seen = super.refresh(id, observe);
                fixture.provisioner.delete(endpoint);
                fixture.endpoints.delete(id);
                return seen;
            }
        };
    }

    private Endpoint created(InferenceType type) {
        Endpoint endpoint = fixture.creating(type);
        fixture.endpoints.add(endpoint);
        fixture.provisioner.create(endpoint);
        return endpoint;
    }

    private void comeIntoService(Endpoint endpoint) {
        awaitInAws(endpoint, "InService");
        poll();
        assertThat(fixture.now(endpoint).status()).isEqualTo(EndpointStatus.IN_SERVICE);
    }

    private void awaitInAws(Endpoint endpoint, String status) {
        String name = "test-" + endpoint.id();
        await().until(() -> fixture.aws
                .sageMaker()
                .describeEndpoint(request -> request.endpointName(name))
                .endpointStatusAsString()
                .equals(status));
    }

    private void poll() {
        clock.pass(Duration.ofMinutes(3));
        fixture.endpointPoller.poll();
    }
}
