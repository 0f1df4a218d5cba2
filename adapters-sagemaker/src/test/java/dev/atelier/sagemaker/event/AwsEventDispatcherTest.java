package dev.atelier.sagemaker.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.testing.Concurrently;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.sagemaker.fixture.SageMakerFixture;
import dev.atelier.sagemaker.testing.AwsErrorResponse;
import dev.atelier.sagemaker.testing.StubQueue;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AwsEventDispatcherTest {

    @TempDir
    Path spool;

    private SageMakerFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void open() {
        fixture = new SageMakerFixture(new SettableClock(), spool);
        endpoint = fixture.serving(InferenceType.ASYNC);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aResultEndsItsJob() {
        InferenceJob job = answered();

        fixture.awsEventDispatcher.dispatch(completed(job));

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(fixture.underWay()).isEmpty();
    }

    @Test
    void aResultMayComeInTheEnvelopeOfSns() {
        InferenceJob job = answered();

        fixture.awsEventDispatcher.dispatch(StubQueue.notification("topic", completed(job)));

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void theSameResultManyTimesAtOnceEndsTheJobOnce() throws Exception {
        InferenceJob job = answered();
        String message = completed(job);

        Concurrently.times(6, () -> {
            fixture.awsEventDispatcher.dispatch(message);
            return true;
        });

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(fixture.store.files()).contains(job.results().resolve("image_0.png"));
    }

    @Test
    void aFailureThatComesAfterTheResultChangesNothing() {
        InferenceJob job = answered();
        fixture.awsEventDispatcher.dispatch(completed(job));
        InferenceJob ended = fixture.now(job);

        fixture.awsEventDispatcher.dispatch(failed(job, "late"));

        assertThat(fixture.now(job)).isEqualTo(ended);
        assertThat(fixture.store.files()).contains(job.results().resolve("image_0.png"));
    }

    @Test
    void aResultThatComesAfterTheFailureChangesNothing() {
        InferenceJob job = answered();
        String result = completed(job);
        fixture.awsEventDispatcher.dispatch(failed(job, "no"));
        InferenceJob ended = fixture.now(job);
        assertThat(ended.status()).isEqualTo(InferenceJobStatus.FAILED);

        fixture.awsEventDispatcher.dispatch(result);

        assertThat(fixture.now(job)).isEqualTo(ended);
        assertThat(fixture.store.files()).doesNotContain(job.results().resolve("image_0.png"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ClientError: Received server error (507) from model. See the SageMaker Endpoint logs in your account for more"
                        + " information. | the endpoint reports: status 507",
                "ClientError: Received server error (0) from model. See the SageMaker Endpoint logs in your account for more"
                        + " information. | the endpoint did not respond; the service's log has details",
                "Unable to download s3://atelier/sagemaker_input/x in account 123456789012."
                        + " | the endpoint did not respond; the service's log has details",
                "'' | the endpoint did not respond; the service's log has details"
            })
    void aFailureWithoutAContainerErrorRevealsNoInternals(String reason, String shown) {
        InferenceJob job = answered();

        fixture.awsEventDispatcher.dispatch(failed(job, reason));

        assertThat(fixture.now(job).error()).isEqualTo(shown);
    }

    @Test
    void whyAContainerFailedIsReadWhereItWasPromised() {
        InferenceJob job = answered();
        fixture.write(
                fixture.invocations
                        .find(job.id())
                        .flatMap(invocation -> invocation.promise())
                        .flatMap(outputLocation -> outputLocation.failure())
                        .orElseThrow(),
                "{\"error\": \"CUDA out of memory\"}");

        fixture.awsEventDispatcher.dispatch(failed(job, "ClientError: Received server error (500) from model."));

        assertThat(fixture.now(job).error()).isEqualTo("the endpoint reports: CUDA out of memory");
        assertThat(fixture.underWay()).isEmpty();
    }

    @Test
    void aResultThatIsNotWhereItIsSaidToBeEndsTheJobWithAReason() {
        InferenceJob job = answered();

        fixture.awsEventDispatcher.dispatch(completed(job, "s3://atelier/sagemaker_output/elsewhere.out"));

        assertThat(fixture.now(job).error())
                .isEqualTo("the endpoint's response is not at the location that the endpoint reported");
    }

    @Test
    void nothingElseOfTheBucketIsTakenForAResult() {
        InferenceJob job = answered();

        fixture.awsEventDispatcher.dispatch(completed(job, job.payload().toString()));

        assertThat(fixture.now(job).error()).isEqualTo("the endpoint's response is not in the folder for responses");
        assertThat(fixture.store.files()).contains(job.payload());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "17",
                "{}",
                "{\"Type\": \"SubscriptionConfirmation\", \"SubscribeURL\": \"http://example.com\"}",
                "{\"invocationStatus\": \"Completed\", \"inferenceId\": \"other-service\"}",
                "{\"invocationStatus\": \"Completed\"}",
                "{\"detail-type\": \"SageMaker Endpoint State Change\", \"detail\": {\"EndpointName\": \"theirs\"}}",
                "{\"detail-type\": \"SageMaker Training Job State Change\"}",
                "{\"detail-type\": \"EC2 Instance State-change Notification\", \"detail\": {}}",
                "{\"Records\": [{\"body\": \"{}\"}]}"
            })
    void whatConcernsNothingHereIsPassedOver(String message) {
        int calls = fixture.stub.calls().size();

        fixture.awsEventDispatcher.dispatch(message);

        assertThat(fixture.stub.calls()).hasSize(calls);
    }

    @Test
    void aResultOfAnUnknownJobIsDroppedFromTheBucketAndNothingElseIs() {
        StorageUri result = fixture.layout.invocationOutputs().resolve("orphan.out");
        StorageUri other = fixture.layout.modelData();
        fixture.write(result, "{}");

        fixture.awsEventDispatcher.dispatch(completed(UUID.randomUUID().toString(), result.toString()));
        fixture.awsEventDispatcher.dispatch(completed(UUID.randomUUID().toString(), other.toString()));

        assertThat(fixture.store.files()).contains(other).doesNotContain(result);
    }

    @Test
    void anEndpointThatCameIntoServiceIsSeenAtOnceAndScaled() {
        Endpoint creating = fixture.creating(InferenceType.ASYNC);
        fixture.endpoints.add(creating);
        fixture.provisioner.create(creating);
        await().until(() -> fixture.provisioner.describe(creating).status() == EndpointStatus.IN_SERVICE);

        fixture.awsEventDispatcher.dispatch(endpointChange(creating, "IN_SERVICE"));
        fixture.awsEventDispatcher.dispatch(endpointChange(creating, "CREATING"));

        assertThat(fixture.now(creating).status()).isEqualTo(EndpointStatus.IN_SERVICE);
        assertThat(fixture.stub.calls("RegisterScalableTarget")).hasSize(1);
    }

    @Test
    void ofAnEventNoMoreIsBelievedThanWhomItIsAbout() {
        fixture.awsEventDispatcher.dispatch(endpointChange(endpoint, "FAILED"));

        assertThat(fixture.now(endpoint).status()).isEqualTo(EndpointStatus.IN_SERVICE);
    }

    @Test
    void anEventThatCannotBeFollowedForTheMomentIsToComeAgain() {
        fixture.stub.reject("DescribeEndpoint", AwsErrorResponse.denied(), 1);

        assertThatThrownBy(() -> fixture.awsEventDispatcher.dispatch(endpointChange(endpoint, "UPDATING")))
                .isInstanceOf(ComputeBackendException.class);
    }

    /** A job whose response is in the bucket. */
    private InferenceJob answered() {
        InferenceJob job = fixture.started(endpoint);
        fixture.runner.submit(job);
        await().until(() -> fixture.store.find(promised(job)).isPresent());
        return job;
    }

    private StorageUri promised(InferenceJob job) {
        return fixture.invocations
                .find(job.id())
                .flatMap(invocation -> invocation.promise())
                .orElseThrow()
                .result();
    }

    private String completed(InferenceJob job) {
        return completed(job, promised(job).toString());
    }

    private static String completed(InferenceJob job, String place) {
        return completed(job.id().toString(), place);
    }

    private static String completed(String id, String place) {
        return "{\"invocationStatus\": \"Completed\", \"inferenceId\": \"" + id
                + "\", \"responseParameters\": {\"outputLocation\": \"" + place + "\"}}";
    }

    private static String failed(InferenceJob job, String reason) {
        return "{\"invocationStatus\": \"Failed\", \"inferenceId\": \"" + job.id() + "\", \"failureReason\": \""
                + reason + "\"}";
    }

    private static String endpointChange(Endpoint endpoint, String status) {
        return "{\"detail-type\": \"SageMaker Endpoint State Change\", \"detail\": {\"EndpointName\": \"test-"
                + endpoint.id() + "\", \"EndpointStatus\": \"" + status + "\"}}";
    }
}
