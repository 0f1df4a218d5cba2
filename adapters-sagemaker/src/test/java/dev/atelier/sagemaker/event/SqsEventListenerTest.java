package dev.atelier.sagemaker.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.sagemaker.fixture.SageMakerFixture;
import dev.atelier.sagemaker.testing.AwsErrorResponse;
import dev.atelier.sagemaker.testing.Container.Reply;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The clock stands still, so nothing is polled: completions arrive through the queue only. */
@Timeout(60)
class SqsEventListenerTest {

    @TempDir
    Path spool;

    private SageMakerFixture fixture;
    private SqsClient sqs;
    private SqsEventListener listener;

    @BeforeEach
    void open() {
        fixture = new SageMakerFixture(new SettableClock(), spool);
        sqs = SqsClient.create();
        listener = new SqsEventListener(sqs, fixture.stub.queue().url(), fixture.awsEventDispatcher);
        fixture.stub.queue().open();
    }

    @AfterEach
    void close() {
        listener.close();
        sqs.close();
        fixture.close();
    }

    @Test
    void whatAnAsyncEndpointTellsEndsTheJob() {
        InferenceJob job = fixture.started(fixture.serving(InferenceType.ASYNC));
        listener.start();

        fixture.runner.submit(job);

        await().until(() -> !fixture.isInProgress(job));
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        await().until(fixture.stub.queue()::isEmpty);
    }

    @Test
    void whatAnAsyncEndpointTellsOfAFailureEndsTheJobWithItsReason() {
        fixture.stub.runtime().runs(request -> Reply.failure(500, "CUDA out of memory"));
        InferenceJob job = fixture.started(fixture.serving(InferenceType.ASYNC));
        listener.start();

        fixture.runner.submit(job);

        await().until(() -> !fixture.isInProgress(job));
        assertThat(fixture.now(job).error()).isEqualTo("the endpoint reports: CUDA out of memory");
    }

    @Test
    void anEndpointIsFollowedFromItsCreationOn() {
        listener.start();
        Endpoint endpoint = fixture.creating(InferenceType.ASYNC);
        fixture.endpoints.add(endpoint);

        fixture.provisioner.create(endpoint);

        await().until(() -> fixture.now(endpoint).status() == EndpointStatus.IN_SERVICE);
        await().until(() -> fixture.stub.scaling().alarms().size() == 1);
    }

    @Test
    void aMessageThatCouldNotBeDealtWithComesAgain() {
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);
        listener.start();
        await().until(fixture.stub.queue()::isEmpty);
        fixture.stub.reject("DescribeEndpoint", AwsErrorResponse.denied(), 2);

        fixture.stub.endpoints().become("test-" + endpoint.id(), "Failed", "the disk is full");

        await().until(() -> fixture.now(endpoint).status() == EndpointStatus.FAILED);
        await().until(fixture.stub.queue()::isEmpty);
    }

    @Test
    void aQueueThatCannotBeReadIsTriedAgain() {
        fixture.stub.reject("ReceiveMessage", AwsErrorResponse.denied(), 1);
        listener.start();
        fixture.stub.queue().send("not for us");

        await().until(fixture.stub.queue()::isEmpty);
    }

    @Test
    void closingDoesNotWaitForALongPoll() {
        fixture.stub.hangs("ReceiveMessage"); // as an empty queue, for 20 seconds
        listener.start();
        await().until(() -> !fixture.stub.calls("ReceiveMessage").isEmpty());

        long begin = System.nanoTime();
        listener.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        fixture.stub.works();
        assertThat(fixture.stub
                        .calls("ReceiveMessage")
                        .get(0)
                        .path("WaitTimeSeconds")
                        .asInt())
                .isEqualTo(20);
    }

    @Test
    void noMessageIsTakenBeforeItsTurn() {
        Endpoint endpoint = fixture.serving(InferenceType.ASYNC);
        fixture.stub.hangs("DescribeEndpoint");
        listener.start();

        fixture.stub.endpoints().become("test-" + endpoint.id(), "Updating", null);
        fixture.stub.endpoints().become("test-" + endpoint.id(), "Failed", "the disk is full");

        await().until(() -> !fixture.stub.calls("ReceiveMessage").isEmpty());
        assertThat(fixture.stub.calls("ReceiveMessage"))
                .allMatch(call -> call.path("MaxNumberOfMessages").asInt() == 1);
        fixture.stub.works();
        await().until(() -> fixture.now(endpoint).status() == EndpointStatus.FAILED);
    }
}
