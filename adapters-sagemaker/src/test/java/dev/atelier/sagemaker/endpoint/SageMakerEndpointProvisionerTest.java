package dev.atelier.sagemaker.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.compute.EndpointProvisioner.State;
import dev.atelier.application.testing.EndpointProvisionerContract;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.sagemaker.fixture.SageMakerFixture;
import dev.atelier.sagemaker.testing.AwsErrorResponse;
import dev.atelier.sagemaker.testing.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SageMakerEndpointProvisionerTest extends EndpointProvisionerContract {

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

    @Override
    protected EndpointProvisioner provisioner() {
        return fixture.provisioner;
    }

    @Override
    protected Endpoint creating(InferenceType type) {
        return fixture.creating(type);
    }

    @Override
    protected void hasNoCapacity() {
        fixture.stub.reject("CreateEndpoint", AwsErrorResponse.quota("ml.g5.2xlarge"));
    }

    @Override
    protected void breaks() {
        fixture.stub.reject("CreateEndpointConfig", AwsErrorResponse.internal());
    }

    @Override
    protected String failsToStart() {
        fixture.stub.endpoints().creationFails("no capacity of this kind");
        return "no capacity of this kind";
    }

    @Override
    protected boolean isEmpty() {
        return fixture.stub.endpoints().isEmpty();
    }

    @Test
    void anAsyncEndpointIsMadeOfModelConfigurationAndEndpoint() {
        Endpoint endpoint = creating(InferenceType.ASYNC);
        String name = "test-" + endpoint.id();

        provisioner().create(endpoint);

        JsonNode model = only("CreateModel");
        assertThat(model.path("ModelName").asText()).isEqualTo(name);
        assertThat(model.path("ExecutionRoleArn").asText()).isEqualTo(SageMakerFixture.ROLE);
        JsonNode container = model.path("PrimaryContainer");
        assertThat(container.path("Image").asText()).isEqualTo("image");
        assertThat(container.path("ModelDataUrl").asText()).isEqualTo("s3://atelier/data/model.tar.gz");
        assertThat(container.path("Environment").properties())
                .extracting(entry -> entry.getKey() + "=" + entry.getValue().asText())
                .containsExactlyInAnyOrder(
                        "BUCKET_NAME=atelier",
                        "INSTANCE_TYPE=ml.g5.2xlarge",
                        "ENDPOINT_NAME=" + name,
                        "ENDPOINT_ID=" + endpoint.id());
        JsonNode configuration = only("CreateEndpointConfig");
        JsonNode variant = configuration.path("ProductionVariants").path(0);
        assertThat(configuration.path("EndpointConfigName").asText()).isEqualTo(name);
        assertThat(variant.path("VariantName").asText()).isEqualTo("prod");
        assertThat(variant.path("ModelName").asText()).isEqualTo(name);
        assertThat(variant.path("InstanceType").asText()).isEqualTo("ml.g5.2xlarge");
        assertThat(variant.path("InitialInstanceCount").asInt()).isEqualTo(1);
        assertThat(variant.path("ModelDataDownloadTimeoutInSeconds").asInt()).isEqualTo(1800);
        assertThat(variant.path("ContainerStartupHealthCheckTimeoutInSeconds").asInt())
                .isEqualTo(600);
        JsonNode async = configuration.path("AsyncInferenceConfig");
        assertThat(async.at("/ClientConfig/MaxConcurrentInvocationsPerInstance").asInt())
                .isEqualTo(1);
        assertThat(async.at("/OutputConfig/S3OutputPath").asText()).isEqualTo("s3://atelier/sagemaker_output/");
        assertThat(async.at("/OutputConfig/S3FailurePath").asText())
                .isEqualTo("s3://atelier/sagemaker_output/failure/");
        assertThat(async.at("/OutputConfig/NotificationConfig/SuccessTopic").asText())
                .isEqualTo(SageMakerFixture.TOPICS.success());
        assertThat(async.at("/OutputConfig/NotificationConfig/ErrorTopic").asText())
                .isEqualTo(SageMakerFixture.TOPICS.error());
        assertThat(only("CreateEndpoint").path("EndpointConfigName").asText()).isEqualTo(name);
    }

    @Test
    void anotherCountOfInstancesIsThatOfItsVariant() {
        Endpoint serving = serving(new InstanceCounts(1, 0, 1, false));

        provisioner().resize(serving, new InstanceCounts(3, 0, 3, false));

        JsonNode update = only("UpdateEndpointWeightsAndCapacities");
        assertThat(update.path("EndpointName").asText()).isEqualTo("test-" + serving.id());
        assertThat(update.path("DesiredWeightsAndCapacities").toString())
                .isEqualTo("[{\"VariantName\":\"prod\",\"DesiredInstanceCount\":3}]");
        assertThat(provisioner().describe(serving).status()).isEqualTo(EndpointStatus.UPDATING);
        await().until(() -> provisioner().describe(serving).equals(new State(EndpointStatus.IN_SERVICE, 3, null)));
    }

    @Test
    void anEndpointThatIsUpdatingAlreadyIsNotChangedAndSaysWhenItCanBe() {
        Endpoint serving = serving(new InstanceCounts(1, 0, 1, false));
        provisioner().resize(serving, new InstanceCounts(3, 0, 3, false));

        assertThatThrownBy(() -> provisioner().resize(serving, new InstanceCounts(2, 0, 3, false)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Cannot update in-progress endpoint")
                .hasMessageContaining("it can be while it is InService")
                .hasMessageNotContaining("arn:");
    }

    @Test
    void moreInstancesThanTheQuotaAreRejectedInTheWordsOfAws() {
        Endpoint serving = serving(new InstanceCounts(1, 0, 1, false));
        fixture.stub.reject("UpdateEndpointWeightsAndCapacities", AwsErrorResponse.quota("ml.g5.2xlarge"));

        assertThatThrownBy(() -> provisioner().resize(serving, new InstanceCounts(9, 0, 9, false)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ResourceLimitExceeded");
    }

    @Test
    void aFailureOfAwsIsOneOfCompute() {
        Endpoint serving = serving(new InstanceCounts(1, 0, 1, false));
        for (int i = 0; i < 10; i++) {
            fixture.stub.reject("UpdateEndpointWeightsAndCapacities", AwsErrorResponse.internal());
        }

        assertThatThrownBy(() -> provisioner().resize(serving, new InstanceCounts(2, 0, 2, false)))
                .isInstanceOf(ComputeBackendException.class)
                .hasMessageContaining("could not be changed");
    }

    @Test
    void autoscalingGetsOtherBoundsAndCanBeSwitchedOnAndOff() {
        Endpoint fixed = serving(new InstanceCounts(1, 0, 1, false));
        String resource = "endpoint/test-" + fixed.id() + "/variant/prod";

        provisioner().resize(fixed, new InstanceCounts(1, 0, 4, true));
        assertThat(fixture.stub
                        .scaling()
                        .targets()
                        .get(resource)
                        .path("MaxCapacity")
                        .asInt())
                .isEqualTo(4);

        Endpoint scaled = fixed.changedTo(fixed.roles(), new InstanceCounts(1, 0, 4, true));
        provisioner().resize(scaled, new InstanceCounts(1, 2, 6, true));
        assertThat(fixture.stub
                        .scaling()
                        .targets()
                        .get(resource)
                        .path("MinCapacity")
                        .asInt())
                .isEqualTo(2);
        assertThat(fixture.stub
                        .scaling()
                        .targets()
                        .get(resource)
                        .path("MaxCapacity")
                        .asInt())
                .isEqualTo(6);
        assertThat(fixture.stub.calls("UpdateEndpointWeightsAndCapacities")).isEmpty();

        provisioner().resize(scaled, new InstanceCounts(2, 0, 6, false));
        assertThat(fixture.stub.scaling().targets()).isEmpty();
        assertThat(fixture.stub.scaling().alarms()).isEmpty();
        await().until(() -> provisioner().describe(fixed).instances() == 2);
    }

    @Test
    void autoscalingThatCannotBeSwitchedOffNowGoesOn() {
        Endpoint scaled = serving(new InstanceCounts(1, 0, 4, true));
        fixture.provisioner.scale(scaled);
        fixture.stub.reject("UpdateEndpointWeightsAndCapacities", AwsErrorResponse.quota("ml.g5.2xlarge"));

        assertThatThrownBy(() -> provisioner().resize(scaled, new InstanceCounts(9, 0, 9, false)))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(fixture.stub.scaling().targets()).hasSize(1);
        assertThat(fixture.stub.scaling().policies()).hasSize(2);
        assertThat(fixture.stub.scaling().alarms()).hasSize(1);
    }

    @Test
    void ofAutoscalingThatIsSetUpHalfwayNothingStays() {
        Endpoint fixed = serving(new InstanceCounts(1, 0, 1, false));
        fixture.stub.reject("PutMetricAlarm", AwsErrorResponse.quota("alarms"));

        assertThatThrownBy(() -> provisioner().resize(fixed, new InstanceCounts(1, 0, 4, true)))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(fixture.stub.calls("RegisterScalableTarget")).hasSize(1);
        assertThat(fixture.stub.scaling().targets()).isEmpty();
        assertThat(fixture.stub.scaling().policies()).isEmpty();
    }

    @Test
    void theCountThatAnEndpointHasAlreadyIsSetAgain() {
        Endpoint serving = serving(new InstanceCounts(1, 0, 3, false));

        provisioner().resize(serving, serving.counts()); // as an answer that was lost may have been to another count

        assertThat(only("UpdateEndpointWeightsAndCapacities")
                        .at("/DesiredWeightsAndCapacities/0/DesiredInstanceCount")
                        .asInt())
                .isEqualTo(1);
    }

    private Endpoint serving(InstanceCounts counts) {
        Endpoint endpoint = creating(InferenceType.ASYNC);
        Endpoint created = endpoint.changedTo(endpoint.roles(), counts);
        provisioner().create(created);
        await().until(() -> provisioner().describe(created).status() == EndpointStatus.IN_SERVICE);
        return created.observe(EndpointStatus.IN_SERVICE, 1, null, created.created());
    }

    @Test
    void everythingIsTaggedWithTheInstallation() {
        Endpoint endpoint = creating(InferenceType.ASYNC);

        provisioner().create(endpoint);

        assertThat(List.of("CreateModel", "CreateEndpointConfig", "CreateEndpoint"))
                .allSatisfy(operation -> assertThat(only(operation).path("Tags").toString())
                        .contains("\"atelier:installation\",\"Value\":\"test\"")
                        .contains("\"atelier:name\",\"Value\":\"" + endpoint.name() + "\""));
    }

    @Test
    void aRealTimeEndpointHasNothingOfAnAsyncOne() {
        provisioner().create(creating(InferenceType.REAL_TIME));

        assertThat(only("CreateEndpointConfig").has("AsyncInferenceConfig")).isFalse();
    }

    @Test
    void theArchiveThatEndpointsStartWithIsProvidedOnce() throws IOException {
        provisioner().create(creating(InferenceType.ASYNC));
        try (InputStream tar = new GZIPInputStream(fixture.store.open(fixture.layout.modelData()))) {
            assertThat(tar.readAllBytes()).hasSize(1024).containsOnly(0);
        }
        fixture.write(fixture.layout.modelData(), "the operator's own");

        provisioner().create(creating(InferenceType.ASYNC));

        try (InputStream kept = fixture.store.open(fixture.layout.modelData())) {
            assertThat(kept.readAllBytes()).asString().isEqualTo("the operator's own");
        }
    }

    @Test
    void aStepThatFailsUndoesTheStepsBeforeItInReverse() {
        fixture.stub.reject("CreateEndpoint", AwsErrorResponse.quota("ml.g5.2xlarge"), 1);

        assertThatThrownBy(() -> provisioner().create(creating(InferenceType.ASYNC)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(
                        "ResourceLimitExceeded: The account-level service limit 'ml.g5.2xlarge for endpoint usage'"
                                + " is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances.");

        assertThat(fixture.stub.calls())
                .extracting(Call::operation)
                .containsExactly(
                        "CreateModel",
                        "CreateEndpointConfig",
                        "CreateEndpoint",
                        "DeleteEndpoint",
                        "DeleteEndpointConfig",
                        "DeleteModel");
        assertThat(isEmpty()).isTrue();
    }

    @Test
    void aTransientErrorIsRetriedBetweenSteps() {
        fixture.stub.reject("CreateEndpointConfig", AwsErrorResponse.internal(), 1);
        fixture.stub.reject("CreateEndpoint", AwsErrorResponse.throttling(), 1);
        Endpoint endpoint = creating(InferenceType.ASYNC);

        provisioner().create(endpoint);

        await().until(() -> provisioner().describe(endpoint).status() == EndpointStatus.IN_SERVICE);
        assertThat(fixture.stub.calls("CreateEndpointConfig")).hasSize(2);
    }

    @Test
    void aPartThatIsThereAlreadyWasMadeByACallWhoseAnswerWasLost() {
        Endpoint endpoint = creating(InferenceType.ASYNC);
        provisioner().create(endpoint);

        provisioner().create(endpoint);

        assertThat(fixture.stub.endpoints().names()).containsExactly("test-" + endpoint.id());
    }

    @Test
    void anEndpointIsKeptWhenTheResponseToItsCreationIsLost() {
        fixture.stub.losesAnswers("CreateEndpoint");
        Endpoint endpoint = creating(InferenceType.ASYNC);

        provisioner().create(endpoint);

        await().until(() -> provisioner().describe(endpoint).status() == EndpointStatus.IN_SERVICE);
        assertThat(fixture.stub.calls("DeleteEndpoint")).isEmpty();
    }

    @Test
    void anEndpointThatNeverAppearsAfterALostResponseFails() {
        fixture.stub.reject("CreateEndpoint", AwsErrorResponse.internal());
        Endpoint endpoint = creating(InferenceType.ASYNC);

        provisioner().create(endpoint);

        assertThat(provisioner().describe(endpoint).status()).isEqualTo(EndpointStatus.CREATING);
        clock.pass(Duration.ofMinutes(4));
        assertThat(provisioner().describe(endpoint).status()).isEqualTo(EndpointStatus.FAILED);
        provisioner().delete(endpoint);
        assertThat(isEmpty()).isTrue();
    }

    @Test
    void whatAwsSaysOfRolesAndAccountsIsNotForClients() {
        fixture.stub.reject("CreateModel", AwsErrorResponse.denied());

        assertThatThrownBy(() -> provisioner().create(creating(InferenceType.ASYNC)))
                .isInstanceOf(ComputeBackendException.class); // logged, not shown to clients

        assertThat(isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateModel", "CreateEndpointConfig", "CreateEndpoint"})
    void whatAwsFindsInvalidIsSaidInItsWordsWithoutAccountsAndRoles(String operation) {
        fixture.stub.reject(
                operation,
                new AwsErrorResponse(
                        400,
                        "ValidationException",
                        "1 validation error detected: Value 'x' is not in [a, b]; see"
                                + " arn:aws:iam::123456789012:role/secret-role."));

        assertThatThrownBy(() -> provisioner().create(creating(InferenceType.ASYNC)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("ValidationException: 1 validation error detected: Value 'x' is not in [a, b]; see ….");

        assertThat(isEmpty()).isTrue();
    }

    @Test
    void anInstanceTypeThatIsNotAllowedIsRejectedBeforeAwsIsAsked() {
        assertThatThrownBy(() -> provisioner().create(of("ml.c5.large")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("instance type ml.c5.large is not one of [")
                .hasMessageContaining("ml.g4dn.xlarge")
                .hasMessageContaining("atelier.aws.extra-instance-types");

        assertThat(fixture.stub.calls()).isEmpty();
    }

    @Test
    void settingsAllowFurtherInstanceTypes() {
        provisioner().create(of("ml.p4d.24xlarge"));

        assertThat(only("CreateEndpointConfig")
                        .at("/ProductionVariants/0/InstanceType")
                        .asText())
                .isEqualTo("ml.p4d.24xlarge");
    }

    @Test
    void anEndpointThatWasDeletedBehindOurBackHasFailed() {
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);

        fixture.stub.endpoints().vanish("test-" + endpoint.id());

        assertThat(provisioner().describe(endpoint))
                .isEqualTo(
                        new State(EndpointStatus.FAILED, 0, "it no longer exists in SageMaker: it was deleted there"));
    }

    @Test
    void anEndpointThatIsJustBeingAskedForIsCreatingAndOneWhoseCreationWasInterruptedHasFailed() {
        Endpoint endpoint = creating(InferenceType.ASYNC);

        assertThat(provisioner().describe(endpoint).status()).isEqualTo(EndpointStatus.CREATING);
        clock.pass(Duration.ofMinutes(4));

        assertThat(provisioner().describe(endpoint).status()).isEqualTo(EndpointStatus.FAILED);
        assertThat(provisioner().describe(endpoint).error()).contains("its creation was interrupted");
    }

    @Test
    void anEndpointThatIsStuckInCreatingHasFailedWhenItsTimeIsOver() {
        fixture.stub.endpoints().creationTakes(Duration.ofMinutes(5));
        Endpoint endpoint = creating(InferenceType.ASYNC);
        provisioner().create(endpoint);

        clock.pass(Duration.ofMinutes(60));
        assertThat(provisioner().describe(endpoint).status()).isEqualTo(EndpointStatus.CREATING);
        clock.pass(Duration.ofSeconds(1));

        assertThat(provisioner().describe(endpoint))
                .isEqualTo(new State(EndpointStatus.FAILED, 0, "it is still Creating after 60 minutes; delete it"));
    }

    @Test
    void anEndpointThatIsCreatingCannotBeDeletedYet() {
        fixture.stub.endpoints().creationTakes(Duration.ofMinutes(5));
        Endpoint endpoint = creating(InferenceType.ASYNC);
        provisioner().create(endpoint);

        assertThatThrownBy(() -> provisioner().delete(endpoint))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("endpoint " + endpoint.name() + " cannot be deleted now (ValidationException: ")
                .hasMessageEndingWith("); it can be once it is InService or Failed");

        assertThat(isEmpty()).isFalse();
    }

    @Test
    void anEndpointThatCannotBeDeletedYetKeepsItsAutoscaling() {
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);
        fixture.provisioner.scale(endpoint);
        fixture.stub.endpoints().become("test-" + endpoint.id(), "Updating", null);

        assertThatThrownBy(() -> provisioner().delete(endpoint)).isInstanceOf(InvalidRequestException.class);
        assertThat(fixture.stub.scaling().targets()).hasSize(1);
        assertThat(fixture.stub.scaling().policies()).hasSize(2);
        assertThat(fixture.stub.scaling().alarms()).hasSize(1);

        fixture.stub.endpoints().become("test-" + endpoint.id(), "InService", null);
        provisioner().delete(endpoint);
        assertThat(isEmpty()).isTrue();
        assertThat(fixture.stub.scaling().targets()).isEmpty();
    }

    @Test
    void aDeletionThatBreaksOffIsFinishedByTheNext() {
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);
        fixture.provisioner.scale(endpoint);
        fixture.stub.reject("DeregisterScalableTarget", AwsErrorResponse.denied());

        assertThatThrownBy(() -> provisioner().delete(endpoint)).isInstanceOf(ComputeBackendException.class);
        fixture.stub.works();
        provisioner().delete(endpoint);

        assertThat(isEmpty()).isTrue();
        assertThat(fixture.stub.scaling().targets()).isEmpty();
    }

    @Test
    void aStateThatIsNotKnownHereChangesNothing() {
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);
        fixture.stub.endpoints().creationTakes(Duration.ofMinutes(5));
        Endpoint creating = creating(InferenceType.ASYNC);
        provisioner().create(creating);

        fixture.stub.endpoints().become("test-" + endpoint.id(), "Meditating", null);
        fixture.stub.endpoints().become("test-" + creating.id(), "Meditating", null);

        assertThat(provisioner().describe(endpoint)).isEqualTo(new State(EndpointStatus.IN_SERVICE, 1, null));
        assertThat(provisioner().describe(creating)).isEqualTo(new State(EndpointStatus.CREATING, 0, null));
        clock.pass(Duration.ofMinutes(61));
        assertThat(provisioner().describe(creating).status()).isEqualTo(EndpointStatus.FAILED);
    }

    @Test
    void statesOfSageMakerBecomeOurs() {
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);
        String name = "test-" + endpoint.id();

        fixture.stub.endpoints().become(name, "SystemUpdating", null);
        assertThat(provisioner().describe(endpoint)).isEqualTo(new State(EndpointStatus.UPDATING, 1, null));
        fixture.stub.endpoints().become(name, "UpdateRollbackFailed", "the blue fleet is lost");
        assertThat(provisioner().describe(endpoint)).isEqualTo(new State(EndpointStatus.IN_SERVICE, 1, null));
        fixture.stub.endpoints().become(name, "OutOfService", null);
        assertThat(provisioner().describe(endpoint))
                .isEqualTo(new State(EndpointStatus.FAILED, 0, "it is OutOfService"));
        fixture.stub.endpoints().become(name, "Deleting", null);
        assertThat(provisioner().describe(endpoint).error()).isEqualTo("it is being deleted in AWS");
        fixture.stub.endpoints().become(name, "Failed", "Unable to provision requested ML compute capacity");
        assertThat(provisioner().describe(endpoint).error())
                .isEqualTo("Unable to provision requested ML compute capacity");
    }

    @Test
    void whenAwsCannotBeAskedNothingIsSaidOfTheEndpoint() {
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);
        fixture.stub.reject("DescribeEndpoint", AwsErrorResponse.throttling());
        fixture.stub.reject("DeleteEndpoint", AwsErrorResponse.internal());

        assertThatThrownBy(() -> provisioner().describe(endpoint)).isInstanceOf(ComputeBackendException.class);
        assertThatThrownBy(() -> provisioner().delete(endpoint)).isInstanceOf(ComputeBackendException.class);
        fixture.stub.works();
        provisioner().delete(endpoint);

        assertThat(isEmpty()).isTrue();
    }

    private JsonNode only(String operation) {
        assertThat(fixture.stub.calls(operation)).hasSize(1);
        return fixture.stub.calls(operation).get(0);
    }

    private Endpoint of(String instanceType) {
        Endpoint any = creating(InferenceType.ASYNC);
        EndpointId id = new EndpointId(UUID.randomUUID());
        return Endpoint.creating(
                id,
                EndpointName.of(InferenceType.ASYNC, id),
                InferenceType.ASYNC,
                instanceType,
                new InstanceCounts(1, 0, 1, false),
                any.roles(),
                any.creator(),
                any.backend(),
                any.created());
    }
}
