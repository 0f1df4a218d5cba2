package dev.atelier.sagemaker.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.RemoteInvocationRepository.Invocation;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.fixture.SageMakerFixture;
import dev.atelier.sagemaker.testing.AwsErrorResponse;
import dev.atelier.sagemaker.testing.Container;
import dev.atelier.sagemaker.testing.Container.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@Tag("slow")
class InvocationPollerTest {

    @TempDir
    Path spool;

    private final SettableClock clock = new SettableClock();
    private SageMakerFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void open() {
        fixture = new SageMakerFixture(clock, spool);
        endpoint = fixture.serving(InferenceType.ASYNC);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void anUnreportedResponseIsFoundInTheBucket() {
        InferenceJob job = submitted();
        await().until(() -> fixture.store.find(promised(job)).isPresent());

        poll();

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(fixture.underWay()).isEmpty();
    }

    @Test
    void anUnreportedFailureIsFoundInTheBucket() {
        fixture.stub.runtime().runs(request -> Reply.failure(500, "{\"error\": \"CUDA out of memory\"}"));
        InferenceJob job = submitted();

        await().until(() -> {
            poll();
            return !fixture.isInProgress(job);
        });

        assertThat(fixture.now(job).error()).isEqualTo("the endpoint reports: CUDA out of memory");
        assertThat(fixture.underWay()).isEmpty();
    }

    @Test
    void aJobWhoseServiceDiedBeforeTheSubmissionIsSubmittedLater() {
        InferenceJob job = fixture.started(endpoint);
        fixture.invocations.register(job, clock.instant().plusSeconds(100)); // as submit does first

        fixture.invocationPoller.poll();
        assertThat(fixture.stub.calls("InvokeEndpointAsync")).isEmpty();
        clock.pass(Duration.ofSeconds(100));
        fixture.invocationPoller.poll();

        assertThat(fixture.stub.calls("InvokeEndpointAsync")).hasSize(1);
        await().until(() -> fixture.store.find(promised(job)).isPresent());
        poll();
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aJobIsSubmittedAgainAfterATransientError() {
        fixture.stub.reject("InvokeEndpointAsync", AwsErrorResponse.throttling());
        InferenceJob job = submitted();
        poll();
        assertThat(fixture.isInProgress(job)).isTrue();

        fixture.stub.works();
        poll();

        await().until(() -> fixture.store.find(promised(job)).isPresent());
        poll();
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aJobThatAwsNeverTakesFailsInTheEnd() {
        fixture.stub.reject("InvokeEndpointAsync", AwsErrorResponse.denied());
        InferenceJob job = submitted();
        assertThat(fixture.isInProgress(job)).isTrue();

        clock.pass(SageMakerFixture.HAND_OVER.plusSeconds(1));
        fixture.invocationPoller.poll();

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
        assertThat(fixture.now(job).error())
                .isEqualTo(
                        "the job could not be submitted to its endpoint within 3600 seconds: SageMaker did not accept the"
                                + " job (AccessDeniedException)")
                .doesNotContain("secret-role");
        assertThat(fixture.underWay()).isEmpty();
    }

    @Test
    void aJobThatIsNeverAnsweredFailsAfterAllItsTimes() {
        fixture.stub.runtime().losesInvocations();
        InferenceJob job = submitted();
        Duration all = SageMakerFixture.HAND_OVER.plus(SageMakerFixture.WAITING).plus(SageMakerFixture.INVOCATION);

        clock.pass(all);
        fixture.invocationPoller.poll();
        assertThat(fixture.isInProgress(job)).isTrue();
        clock.pass(Duration.ofMinutes(11));
        fixture.invocationPoller.poll();

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
        assertThat(fixture.now(job).error()).isEqualTo("the endpoint did not respond within 460 minutes");
    }

    @Test
    void beforeAJobIsGivenUpAwsIsAskedWhetherItsEndpointIsToBlame() {
        fixture.stub.runtime().losesInvocations();
        InferenceJob job = submitted();
        fixture.stub.endpoints().vanish("test-" + endpoint.id());

        clock.pass(Duration.ofHours(8));
        fixture.invocationPoller.poll();

        assertThat(fixture.now(endpoint).status()).isEqualTo(EndpointStatus.FAILED);
        assertThat(fixture.now(job).error())
                .isEqualTo("endpoint " + endpoint.name()
                        + " has failed: it no longer exists in SageMaker: it was deleted there");
    }

    @Test
    void jobsOfAnEndpointThatHasFailedFailWithItsReason() {
        fixture.stub.runtime().losesInvocations();
        InferenceJob job = submitted();
        fixture.stub.endpoints().become("test-" + endpoint.id(), "Failed", "the disk is full");
        fixture.refresh.refresh(endpoint.id(), fixture.provisioner::describe);

        poll();

        assertThat(fixture.now(job).error()).isEqualTo("endpoint " + endpoint.name() + " has failed: the disk is full");
    }

    @Test
    void anAnswerCountsEvenIfItsEndpointHasFailedSince() {
        InferenceJob job = submitted();
        await().until(() -> fixture.store.find(promised(job)).isPresent());
        fixture.stub.endpoints().become("test-" + endpoint.id(), "Failed", "the disk is full");
        fixture.refresh.refresh(endpoint.id(), fixture.provisioner::describe);

        poll();

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void anAnswerThatIsNotJsonEndsTheJobWithAReason() {
        fixture.stub.runtime().runs(request -> Reply.json("<html>504</html>"));
        InferenceJob job = submitted();
        await().until(() -> fixture.store.find(promised(job)).isPresent());

        poll();

        assertThat(fixture.now(job).error()).isEqualTo("the endpoint's response is not valid JSON");
    }

    @Test
    void anAnswerThatCanNeverBeReadFailsTheJobInTheEnd() {
        InferenceJob job = submitted();
        await().until(() -> fixture.store.find(promised(job)).isPresent());
        fixture.breakSpool();

        poll();
        assertThat(fixture.isInProgress(job)).isTrue();
        clock.pass(Duration.ofHours(8));
        fixture.invocationPoller.poll();

        assertThat(fixture.now(job).error())
                .isEqualTo("the endpoint's response could not be read or stored; the service's log has details");
    }

    @Test
    void aRealTimeJobWhoseServiceDiedIsCalledForAgain() {
        InferenceJob job = fixture.started(fixture.serving(InferenceType.REAL_TIME));
        fixture.invocations.register(job, clock.instant());

        fixture.invocationPoller.poll();

        await().until(() -> !fixture.isInProgress(job));
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void pollOnceAwaitsRealTimeJobsThatNoRequestWaitsFor() {
        InferenceJob job = fixture.started(fixture.serving(InferenceType.REAL_TIME));
        assertThat(fixture.frozenRunner.submit(job)).isTrue();
        assertThat(fixture.frozenRunner.submit(job)).isFalse();
        assertThat(fixture.stub.calls("InvokeEndpoint")).isEmpty();

        fixture.pollingScheduler.pollOnce();

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(fixture.stub.calls("InvokeEndpoint")).hasSize(1);
    }

    @Test
    void aRealTimeJobIsNotCalledForAgainWhileACallMayStillBeAnswered() {
        CountDownLatch over = new CountDownLatch(1);
        fixture.stub.runtime().runs(request -> {
            await().forever().until(() -> over.getCount() == 0);
            return Reply.json(Container.generated(request, 1));
        });
        InferenceJob job = fixture.started(fixture.serving(InferenceType.REAL_TIME));
        CompletionStage<Boolean> run = fixture.runner.submitAndAwait(job);
        await().until(() -> fixture.stub.calls("InvokeEndpoint").size() == 1);

        clock.pass(AwsClients.MAX_CALL.plusSeconds(59));
        fixture.invocationPoller.poll();
        over.countDown();

        assertThat(run.toCompletableFuture().join()).isTrue();
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(fixture.stub.calls("InvokeEndpoint")).hasSize(1);
    }

    @Test
    void aRealTimeJobIsNotCalledForForEver() {
        InferenceJob job = fixture.started(fixture.serving(InferenceType.REAL_TIME));
        fixture.invocations.register(job, clock.instant());
        clock.pass(Duration.ofMinutes(10));

        fixture.invocationPoller.poll();

        assertThat(fixture.now(job).error())
                .isEqualTo(
                        "the service was interrupted before it received the endpoint's response; create the inference again");
        assertThat(fixture.stub.calls("InvokeEndpoint")).isEmpty();
    }

    @Test
    void theLongerAJobTakesTheLessOftenItIsPolled() {
        fixture.stub.runtime().losesInvocations();
        InferenceJob job = submitted();
        clock.pass(Duration.ofMinutes(10));
        fixture.invocationPoller.poll();

        clock.pass(Duration.ofSeconds(59));
        assertThat(fixture.invocations.claimDue(clock.instant(), Duration.ZERO, 9))
                .isEmpty();
        clock.pass(Duration.ofSeconds(1));

        assertThat(fixture.invocations.claimDue(clock.instant(), Duration.ZERO, 9))
                .extracting(invocation -> invocation.job())
                .containsExactly(job.id());
    }

    @Test
    void manyJobsArePolledInOneRound() {
        List<InferenceJob> jobs =
                IntStream.range(0, 20).mapToObj(i -> submitted()).toList();
        await().until(() ->
                jobs.stream().allMatch(job -> fixture.store.find(promised(job)).isPresent()));

        poll();

        assertThat(jobs).allMatch(job -> fixture.now(job).status() == InferenceJobStatus.SUCCEED);
    }

    @Test
    void jobsBeyondTheTimeBudgetAreLeftToTheNextPoll() {
        fixture.stub.runtime().losesInvocations();
        IntStream.range(0, 30).forEach(i -> submitted());
        Executor slow = task -> {
            clock.pass(Duration.ofSeconds(3));
            task.run();
        };
        InvocationPoller watch = fixture.jobWatch(fixture.refresh, slow);
        clock.pass(Duration.ofMinutes(20));
        Instant begin = clock.instant();

        watch.poll();

        assertThat(Duration.between(begin, clock.instant())).isLessThan(Duration.ofMinutes(1));
        List<Invocation> left = fixture.invocations.claimDue(clock.instant(), Duration.ZERO, 100);
        assertThat(left).isNotEmpty().hasSizeLessThan(30);
        watch.poll();
        assertThat(fixture.invocations.claimDue(clock.instant(), Duration.ZERO, 100))
                .extracting(Invocation::job)
                .doesNotContain(left.get(0).job());
    }

    @Test
    void aResponseInABucketOfOthersIsReadAndStaysThere() {
        StorageUri theirs = StorageUri.parse("s3://theirs/sagemaker_output/1.out");
        fixture.stub.runtime().saysItAnswersAt(theirs.toString());
        InferenceJob job = submitted();
        await().until(() -> fixture.store.find(theirs).isPresent());

        poll();

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(fixture.store.find(theirs)).isPresent();
        assertThat(fixture.underWay()).containsExactly(theirs);
    }

    @Test
    void anErrorInABucketOfOthersIsReadAndStaysThere() {
        StorageUri theirs = StorageUri.parse("s3://theirs/failure/1-error.out");
        fixture.stub.runtime().saysItFailsAt(theirs.toString());
        fixture.stub.runtime().runs(request -> Reply.failure(500, "CUDA out of memory"));
        InferenceJob job = submitted();
        await().until(() -> fixture.store.find(theirs).isPresent());

        poll();

        assertThat(fixture.now(job).error()).isEqualTo("the endpoint reports: CUDA out of memory");
        assertThat(fixture.store.find(theirs)).isPresent();
    }

    @Test
    void aJobWithAnInvalidOutputLocationFailsAfterTheSubmissionTimeout() {
        fixture.stub.runtime().losesInvocations();
        fixture.stub.runtime().saysItAnswersAt("nowhere");
        InferenceJob job = submitted();
        assertThat(fixture.isInProgress(job)).isTrue();

        clock.pass(SageMakerFixture.HAND_OVER.plusSeconds(1));
        fixture.invocationPoller.poll();

        assertThat(fixture.now(job).error())
                .isEqualTo("the job could not be submitted to its endpoint within 3600 seconds: the service's log has"
                        + " details");
    }

    @Test
    void aJobThatCannotBePolledFailsWhenOverdue() {
        fixture.stub.runtime().losesInvocations();
        InferenceJob job = submitted();
        InvocationPoller watch = fixture.jobWatch(
                new ReconcileEndpoints(fixture.endpoints, clock) {
                    @Override
                    public Optional<Endpoint> refresh(
                            EndpointId id, Function<Endpoint, EndpointProvisioner.State> observe) {
                        throw new IllegalStateException("unexpected");
                    }
                },
                Runnable::run);

        clock.pass(Duration.ofHours(8));
        watch.poll();

        assertThat(fixture.now(job).error())
                .isEqualTo("the endpoint's response could not be read or stored; the service's log has details");
    }

    @Test
    void imagesAreGeneratedByTheContainer() {
        fixture.stub.runtime().runs(Container.generation(2));
        InferenceJob job = fixture.created(TestJobs.job().by("bob"), endpoint).start(fixture.now());
        fixture.runner.submit(job);
        await().until(() -> fixture.store.find(promised(job)).isPresent());

        poll();

        assertThat(fixture.store.files())
                .contains(
                        job.results().resolve("image_0.png"),
                        job.results().resolve("image_1.png"),
                        job.results().resolve(job.id() + "_param.json"));
    }

    private InferenceJob submitted() {
        InferenceJob job = fixture.started(endpoint);
        assertThat(fixture.runner.submit(job)).isTrue();
        return job;
    }

    private StorageUri promised(InferenceJob job) {
        return fixture.invocations
                .find(job.id())
                .flatMap(invocation -> invocation.promise())
                .orElseThrow()
                .result();
    }

    private void poll() {
        clock.pass(Duration.ofMinutes(3));
        fixture.invocationPoller.poll();
    }
}
