package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link InferenceRunner}. */
public abstract class InferenceRunnerContract {

    /** The port. */
    protected abstract InferenceRunner runner();

    /** The jobs that it starts: none at the start of each test. */
    protected abstract InferenceJobRepository jobs();

    /** Publishes the ends of jobs to the runner. */
    protected abstract NotificationBus signals();

    /** An endpoint in service of this type, another one each time. */
    protected abstract Endpoint endpoint(InferenceType type);

    /** From now on jobs succeed, with one image, soon after they were submitted. */
    protected abstract void generates();

    /** From now on submitted jobs stay in progress. */
    protected abstract void hangs();

    /** Uploads the payload of this job. */
    protected abstract void upload(InferenceJob job);

    @Test
    void aSubmittedJobIsInProgressAndIsTakenOnce() {
        hangs();
        InferenceJob job = created(endpoint(InferenceType.ASYNC));
        InferenceJob started = started(job);

        assertThat(runner().submit(started)).isTrue();
        assertThat(jobs().find(job.id())).contains(started);
        assertThat(runner().submit(job.start(started.started().plusSeconds(1)))).isFalse();

        assertThat(jobs().find(job.id())).contains(started);
    }

    @Test
    void ofManyWhoSubmitAJobAtOnceOneDoes() throws Exception {
        hangs();
        InferenceJob started = started(created(endpoint(InferenceType.ASYNC)));

        assertThat(Concurrently.times(4, () -> runner().submit(started))).containsOnlyOnce(true);
    }

    @ParameterizedTest
    @EnumSource
    void theOutcomeOfASubmittedJobIsReported(InferenceType type) {
        generates();
        InferenceJob started = started(created(endpoint(type)));

        runner().submit(started);

        await().until(() -> hasEnded(started));
        assertThat(now(started).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(now(started).images()).containsExactly("image_0.png");
    }

    @Test
    void theWaitEndsWithTheJob() {
        generates();
        InferenceJob started = started(created(endpoint(InferenceType.REAL_TIME)));

        assertThat(run(started).join()).isTrue();

        assertThat(now(started).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void thereIsNoWaitForAJobThatWasStartedAlready() {
        hangs();
        InferenceJob started = started(created(endpoint(InferenceType.REAL_TIME)));
        CompletableFuture<Boolean> first = run(started);

        assertThat(run(started)).isCompletedWithValue(false);

        assertThat(first).isNotDone();
        remove(started);
    }

    @Test
    void theWaitEndsWhenTheJobIsRemoved() {
        hangs();
        InferenceJob started = started(created(endpoint(InferenceType.REAL_TIME)));
        CompletableFuture<Boolean> run = run(started);

        remove(started);

        assertThat(run).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
        assertThat(jobs().find(started.id())).isEmpty();
    }

    @Test
    void theWaitEndsWhenTheJobIsCanceledAndItsRecordStays() {
        hangs();
        InferenceJob started = started(created(endpoint(InferenceType.REAL_TIME)));
        CompletableFuture<Boolean> run = run(started);
        InferenceJob canceled = started.cancel(started.user(), started.started().plusSeconds(1));

        assertThat(jobs().end(canceled)).isTrue();
        signals().publish(NotificationBus.jobEndedTopic(started.id()));
        runner().cancel(started);

        assertThat(run).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
        assertThat(jobs().find(started.id())).contains(canceled);
        assertThat(runner().progress(canceled)).isEmpty();
    }

    @Test
    void aJobThatIsNotThereCanBeCancelled() {
        runner().cancel(started(created(endpoint(InferenceType.ASYNC))));
        runner().cancel(TestJobs.job().started());
    }

    @Test
    void returnsTheLoadOfEachEndpoint() {
        hangs();
        Endpoint busy = endpoint(InferenceType.ASYNC);
        Endpoint busier = endpoint(InferenceType.ASYNC);
        Endpoint idle = endpoint(InferenceType.ASYNC);
        runner().submit(started(created(busy)));
        runner().submit(started(created(busier)));
        runner().submit(started(created(busier)));

        Map<?, Integer> load = runner().load(List.of(busy, busier, idle));

        assertThat(load.containsKey(idle.id())).isFalse();
        assertThat(load.get(busy.id())).isPositive().isLessThan(load.get(busier.id()));
    }

    private InferenceJob created(Endpoint endpoint) {
        TestJobs job = TestJobs.job().on(endpoint).createdAt(Instant.now().truncatedTo(ChronoUnit.MICROS));
        InferenceJob created = (endpoint.type() == InferenceType.REAL_TIME ? job.realTime() : job).created();
        jobs().add(created);
        upload(created);
        return created;
    }

    private static InferenceJob started(InferenceJob job) {
        return job.start(job.created());
    }

    private CompletableFuture<Boolean> run(InferenceJob started) {
        return runner().submitAndAwait(started).toCompletableFuture();
    }

    /** Removes the job in the order of the use case. */
    private void remove(InferenceJob job) {
        runner().cancel(job);
        jobs().delete(job.id());
        signals().publish(NotificationBus.jobEndedTopic(job.id()));
    }

    private InferenceJob now(InferenceJob job) {
        return jobs().find(job.id()).orElseThrow();
    }

    private boolean hasEnded(InferenceJob job) {
        return now(job).status().isEnd();
    }
}
