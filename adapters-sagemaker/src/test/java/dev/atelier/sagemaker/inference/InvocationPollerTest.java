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
import dev.atelier.sagemaker.testing.Container;
import dev.atelier.sagemaker.testing.Container.Reply;
import dev.atelier.sagemaker.testing.Refused;
import dev.atelier.sagemaker.workshop.Workshop;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InvocationPollerTest {

    @TempDir
    Path spool;

    private final SettableClock clock = new SettableClock();
    private Workshop workshop;
    private Endpoint endpoint;

    @BeforeEach
    void open() {
        workshop = new Workshop(clock, spool);
        endpoint = workshop.serving(InferenceType.ASYNC);
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    @Test
    void anAnswerThatNobodyToldOfIsFoundInTheBucket() {
        InferenceJob job = submitted();
        await().until(() -> workshop.store.find(promised(job)).isPresent());

        look();

        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(workshop.underWay()).isEmpty();
    }

    @Test
    void aFailureThatNobodyToldOfIsFoundInTheBucket() {
        workshop.stub.runtime().runs(request -> Reply.failure(500, "{\"error\": \"CUDA out of memory\"}"));
        InferenceJob job = submitted();

        await().until(() -> {
            look();
            return !workshop.isInProgress(job);
        });

        assertThat(workshop.now(job).error()).isEqualTo("the endpoint reports: CUDA out of memory");
        assertThat(workshop.underWay()).isEmpty();
    }

    @Test
    void aJobWhoseServiceDiedBeforeTheHandOverIsHandedOverLater() {
        InferenceJob job = workshop.started(endpoint);
        workshop.invocations.register(job, clock.instant().plusSeconds(100)); // as submit does first

        workshop.invocationPoller.look();
        assertThat(workshop.stub.calls("InvokeEndpointAsync")).isEmpty();
        clock.pass(Duration.ofSeconds(100));
        workshop.invocationPoller.look();

        assertThat(workshop.stub.calls("InvokeEndpointAsync")).hasSize(1);
        await().until(() -> workshop.store.find(promised(job)).isPresent());
        look();
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aJobThatAwsDidNotTakeForTheMomentIsHandedOverLater() {
        workshop.stub.refuse("InvokeEndpointAsync", Refused.throttling());
        InferenceJob job = submitted();
        look();
        assertThat(workshop.isInProgress(job)).isTrue();

        workshop.stub.works();
        look();

        await().until(() -> workshop.store.find(promised(job)).isPresent());
        look();
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aJobThatAwsNeverTakesFailsInTheEnd() {
        workshop.stub.refuse("InvokeEndpointAsync", Refused.denied());
        InferenceJob job = submitted();
        assertThat(workshop.isInProgress(job)).isTrue();

        clock.pass(Workshop.HAND_OVER.plusSeconds(1));
        workshop.invocationPoller.look();

        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
        assertThat(workshop.now(job).error())
                .isEqualTo("the job could not be handed to its endpoint within 3600 seconds: SageMaker did not take the"
                        + " job (AccessDeniedException)")
                .doesNotContain("secret-role");
        assertThat(workshop.underWay()).isEmpty();
    }

    @Test
    void aJobThatIsNeverAnsweredFailsAfterAllItsTimes() {
        workshop.stub.runtime().losesInvocations();
        InferenceJob job = submitted();
        Duration all = Workshop.HAND_OVER.plus(Workshop.WAITING).plus(Workshop.INVOCATION);

        clock.pass(all);
        workshop.invocationPoller.look();
        assertThat(workshop.isInProgress(job)).isTrue();
        clock.pass(Duration.ofMinutes(11));
        workshop.invocationPoller.look();

        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
        assertThat(workshop.now(job).error())
                .isEqualTo("the endpoint has not answered within 460 minutes, and will not any more");
    }

    @Test
    void beforeAJobIsGivenUpAwsIsAskedWhetherItsEndpointIsToBlame() {
        workshop.stub.runtime().losesInvocations();
        InferenceJob job = submitted();
        workshop.stub.endpoints().vanish("test-" + endpoint.id());

        clock.pass(Duration.ofHours(8));
        workshop.invocationPoller.look();

        assertThat(workshop.now(endpoint).status()).isEqualTo(EndpointStatus.FAILED);
        assertThat(workshop.now(job).error())
                .isEqualTo("endpoint " + endpoint.name()
                        + " has failed: SageMaker does not know it any more: it was deleted there");
    }

    @Test
    void jobsOfAnEndpointThatHasFailedFailWithItsReason() {
        workshop.stub.runtime().losesInvocations();
        InferenceJob job = submitted();
        workshop.stub.endpoints().become("test-" + endpoint.id(), "Failed", "the disk is full");
        workshop.refresh.refresh(endpoint.id(), workshop.provisioner::describe);

        look();

        assertThat(workshop.now(job).error())
                .isEqualTo("endpoint " + endpoint.name() + " has failed: the disk is full");
    }

    @Test
    void anAnswerCountsEvenIfItsEndpointHasFailedSince() {
        InferenceJob job = submitted();
        await().until(() -> workshop.store.find(promised(job)).isPresent());
        workshop.stub.endpoints().become("test-" + endpoint.id(), "Failed", "the disk is full");
        workshop.refresh.refresh(endpoint.id(), workshop.provisioner::describe);

        look();

        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void anAnswerThatIsNotJsonEndsTheJobWithAReason() {
        workshop.stub.runtime().runs(request -> Reply.json("<html>504</html>"));
        InferenceJob job = submitted();
        await().until(() -> workshop.store.find(promised(job)).isPresent());

        look();

        assertThat(workshop.now(job).error()).isEqualTo("the endpoint's answer is not JSON that can be read");
    }

    @Test
    void anAnswerThatCanNeverBeReadFailsTheJobInTheEnd() {
        InferenceJob job = submitted();
        await().until(() -> workshop.store.find(promised(job)).isPresent());
        workshop.breakSpool();

        look();
        assertThat(workshop.isInProgress(job)).isTrue();
        clock.pass(Duration.ofHours(8));
        workshop.invocationPoller.look();

        assertThat(workshop.now(job).error())
                .isEqualTo("the endpoint's answer could not be read or kept; the service's log tells more");
    }

    @Test
    void aRealTimeJobWhoseServiceDiedIsCalledForAgain() {
        InferenceJob job = workshop.started(workshop.serving(InferenceType.REAL_TIME));
        workshop.invocations.register(job, clock.instant());

        workshop.invocationPoller.look();

        await().until(() -> !workshop.isInProgress(job));
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aRealTimeJobThatNoRequestWaitsForHasEndedWhenTheLookHas() {
        InferenceJob job = workshop.started(workshop.serving(InferenceType.REAL_TIME));
        assertThat(workshop.frozenRunner.submit(job)).isTrue();
        assertThat(workshop.frozenRunner.submit(job)).isFalse();
        assertThat(workshop.stub.calls("InvokeEndpoint")).isEmpty();

        workshop.pollingScheduler.pollOnce();

        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(workshop.stub.calls("InvokeEndpoint")).hasSize(1);
    }

    @Test
    void aRealTimeJobIsNotCalledForAgainWhileACallMayStillBeAnswered() {
        CountDownLatch over = new CountDownLatch(1);
        workshop.stub.runtime().runs(request -> {
            await().forever().until(() -> over.getCount() == 0);
            return Reply.json(Container.painted(request, 1));
        });
        InferenceJob job = workshop.started(workshop.serving(InferenceType.REAL_TIME));
        CompletionStage<Boolean> run = workshop.runner.submitAndAwait(job);
        await().until(() -> workshop.stub.calls("InvokeEndpoint").size() == 1);

        clock.pass(AwsClients.LONGEST_CALL.plusSeconds(59));
        workshop.invocationPoller.look();
        over.countDown();

        assertThat(run.toCompletableFuture().join()).isTrue();
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(workshop.stub.calls("InvokeEndpoint")).hasSize(1);
    }

    @Test
    void aRealTimeJobIsNotCalledForForEver() {
        InferenceJob job = workshop.started(workshop.serving(InferenceType.REAL_TIME));
        workshop.invocations.register(job, clock.instant());
        clock.pass(Duration.ofMinutes(10));

        workshop.invocationPoller.look();

        assertThat(workshop.now(job).error())
                .isEqualTo(
                        "the service was interrupted before it had the endpoint's answer; create the inference anew");
        assertThat(workshop.stub.calls("InvokeEndpoint")).isEmpty();
    }

    @Test
    void theLongerAJobTakesTheLessOftenItIsLookedAt() {
        workshop.stub.runtime().losesInvocations();
        InferenceJob job = submitted();
        clock.pass(Duration.ofMinutes(10));
        workshop.invocationPoller.look();

        clock.pass(Duration.ofSeconds(59));
        assertThat(workshop.invocations.claimDue(clock.instant(), Duration.ZERO, 9))
                .isEmpty();
        clock.pass(Duration.ofSeconds(1));

        assertThat(workshop.invocations.claimDue(clock.instant(), Duration.ZERO, 9))
                .extracting(invocation -> invocation.job())
                .containsExactly(job.id());
    }

    @Test
    void manyJobsAreLookedAtInOneGo() {
        List<InferenceJob> jobs =
                IntStream.range(0, 20).mapToObj(i -> submitted()).toList();
        await().until(() ->
                jobs.stream().allMatch(job -> workshop.store.find(promised(job)).isPresent()));

        look();

        assertThat(jobs).allMatch(job -> workshop.now(job).status() == InferenceJobStatus.SUCCEED);
    }

    @Test
    void veryManyJobsAreLeftToTheNextLookAfterAWhile() {
        workshop.stub.runtime().losesInvocations();
        IntStream.range(0, 30).forEach(i -> submitted());
        Executor slow = task -> {
            clock.pass(Duration.ofSeconds(3));
            task.run();
        };
        InvocationPoller watch = workshop.jobWatch(workshop.refresh, slow);
        clock.pass(Duration.ofMinutes(20));
        Instant begin = clock.instant();

        watch.look();

        assertThat(Duration.between(begin, clock.instant())).isLessThan(Duration.ofMinutes(1));
        List<Invocation> left = workshop.invocations.claimDue(clock.instant(), Duration.ZERO, 100);
        assertThat(left).isNotEmpty().hasSizeLessThan(30);
        watch.look();
        assertThat(workshop.invocations.claimDue(clock.instant(), Duration.ZERO, 100))
                .extracting(Invocation::job)
                .doesNotContain(left.get(0).job());
    }

    @Test
    void aJobWhosePromiseCannotBeUnderstoodFailsWhenItsTimeToBeHandedOverIsOver() {
        workshop.stub.runtime().losesInvocations();
        workshop.stub.runtime().saysItAnswersAt("nowhere");
        InferenceJob job = submitted();
        assertThat(workshop.isInProgress(job)).isTrue();

        clock.pass(Workshop.HAND_OVER.plusSeconds(1));
        workshop.invocationPoller.look();

        assertThat(workshop.now(job).error())
                .isEqualTo("the job could not be handed to its endpoint within 3600 seconds: the service's log tells"
                        + " more");
    }

    @Test
    void aJobThatCanNeverBeLookedAtFailsInTheEnd() {
        workshop.stub.runtime().losesInvocations();
        InferenceJob job = submitted();
        InvocationPoller watch = workshop.jobWatch(
                new ReconcileEndpoints(workshop.endpoints, clock) {
                    @Override
                    public Optional<Endpoint> refresh(
                            EndpointId id, Function<Endpoint, EndpointProvisioner.State> observe) {
                        throw new IllegalStateException("unexpected");
                    }
                },
                Runnable::run);

        clock.pass(Duration.ofHours(8));
        watch.look();

        assertThat(workshop.now(job).error())
                .isEqualTo("the endpoint's answer could not be read or kept; the service's log tells more");
    }

    @Test
    void picturesArePaintedByTheContainer() {
        workshop.stub.runtime().runs(Container.painting(2));
        InferenceJob job = workshop.created(TestJobs.job().by("bob"), endpoint).start(workshop.now());
        workshop.runner.submit(job);
        await().until(() -> workshop.store.find(promised(job)).isPresent());

        look();

        assertThat(workshop.store.files())
                .contains(
                        job.results().resolve("image_0.png"),
                        job.results().resolve("image_1.png"),
                        job.results().resolve(job.id() + "_param.json"));
    }

    private InferenceJob submitted() {
        InferenceJob job = workshop.started(endpoint);
        assertThat(workshop.runner.submit(job)).isTrue();
        return job;
    }

    private StorageUri promised(InferenceJob job) {
        return workshop.invocations
                .find(job.id())
                .flatMap(invocation -> invocation.promise())
                .orElseThrow()
                .result();
    }

    private void look() {
        clock.pass(Duration.ofMinutes(3));
        workshop.invocationPoller.look();
    }
}
