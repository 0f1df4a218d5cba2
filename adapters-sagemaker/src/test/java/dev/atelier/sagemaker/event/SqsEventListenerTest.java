package dev.atelier.sagemaker.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.sagemaker.testing.Container.Reply;
import dev.atelier.sagemaker.testing.Refused;
import dev.atelier.sagemaker.workshop.Workshop;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The clock stands still, so nothing is ever polled: all that is learnt comes by the queue. */
@Timeout(60)
class SqsEventListenerTest {

    @TempDir
    Path spool;

    private Workshop workshop;
    private SqsEventListener listener;

    @BeforeEach
    void open() {
        workshop = new Workshop(new SettableClock(), spool);
        listener =
                new SqsEventListener(workshop.aws.queue(), workshop.stub.queue().url(), workshop.awsEventDispatcher);
        workshop.stub.queue().open();
    }

    @AfterEach
    void close() {
        listener.close();
        workshop.close();
    }

    @Test
    void whatAnAsyncEndpointTellsEndsTheJob() {
        InferenceJob job = workshop.started(workshop.serving(InferenceType.ASYNC));
        listener.start();

        workshop.runner.submit(job);

        await().until(() -> !workshop.isInProgress(job));
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        await().until(workshop.stub.queue()::isEmpty);
    }

    @Test
    void whatAnAsyncEndpointTellsOfAFailureEndsTheJobWithItsReason() {
        workshop.stub.runtime().runs(request -> Reply.failure(500, "CUDA out of memory"));
        InferenceJob job = workshop.started(workshop.serving(InferenceType.ASYNC));
        listener.start();

        workshop.runner.submit(job);

        await().until(() -> !workshop.isInProgress(job));
        assertThat(workshop.now(job).error()).isEqualTo("the endpoint reports: CUDA out of memory");
    }

    @Test
    void anEndpointIsFollowedFromItsCreationOn() {
        listener.start();
        Endpoint endpoint = workshop.creating(InferenceType.ASYNC);
        workshop.endpoints.add(endpoint);

        workshop.provisioner.create(endpoint);

        await().until(() -> workshop.now(endpoint).status() == EndpointStatus.IN_SERVICE);
        await().until(() -> workshop.stub.scaling().alarms().size() == 1);
    }

    @Test
    void aMessageThatCouldNotBeDealtWithComesAgain() {
        Endpoint endpoint = workshop.serving(InferenceType.ASYNC);
        listener.start();
        await().until(workshop.stub.queue()::isEmpty);
        workshop.stub.refuse("DescribeEndpoint", Refused.denied(), 2);

        workshop.stub.endpoints().become("test-" + endpoint.id(), "Failed", "the disk is full");

        await().until(() -> workshop.now(endpoint).status() == EndpointStatus.FAILED);
        await().until(workshop.stub.queue()::isEmpty);
    }

    @Test
    void aQueueThatCannotBeReadIsTriedAgain() {
        workshop.stub.refuse("ReceiveMessage", Refused.denied(), 1);
        listener.start();
        workshop.stub.queue().send("not for us");

        await().until(workshop.stub.queue()::isEmpty);
    }

    @Test
    void whoeverClosesItIsNotKeptWaitingByAnEmptyQueue() {
        listener.start();
        await().until(() -> !workshop.stub.calls("ReceiveMessage").isEmpty());

        long begin = System.nanoTime();
        listener.close();

        assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
        assertThat(workshop.stub
                        .calls("ReceiveMessage")
                        .get(0)
                        .path("WaitTimeSeconds")
                        .asInt())
                .isEqualTo(20);
    }

    @Test
    void noMessageIsTakenBeforeItsTurn() {
        Endpoint endpoint = workshop.serving(InferenceType.ASYNC);
        workshop.stub.hangs("DescribeEndpoint");
        listener.start();

        workshop.stub.endpoints().become("test-" + endpoint.id(), "Updating", null);
        workshop.stub.endpoints().become("test-" + endpoint.id(), "Failed", "the disk is full");

        await().until(() -> !workshop.stub.calls("ReceiveMessage").isEmpty());
        assertThat(workshop.stub.calls("ReceiveMessage"))
                .allMatch(call -> call.path("MaxNumberOfMessages").asInt() == 1);
        workshop.stub.works();
        await().until(() -> workshop.now(endpoint).status() == EndpointStatus.FAILED);
    }
}
