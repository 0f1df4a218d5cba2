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

/** What every {@link InferenceRunner} keeps to. */
public abstract class InferenceRunnerContract {

    /** The port. */
    protected abstract InferenceRunner runner();

    /** The jobs that it starts: none at the start of each test. */
    protected abstract InferenceJobRepository jobs();

    /** What it hears of ends by. */
    protected abstract NotificationBus signals();

    /** An endpoint in service of this type, another one each time. */
    protected abstract Endpoint endpoint(InferenceType type);

    /** From now on jobs are painted, with one picture, soon after they were handed over. */
    protected abstract void generates();

    /** From now on jobs that were handed over run on. */
    protected abstract void hangs();

    /** Puts the payload of this job where it belongs. */
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
    void whatBecomesOfASubmittedJobIsTold(InferenceType type) {
        generates();
        InferenceJob started = started(created(endpoint(type)));

        runner().submit(started);

        await().until(() -> hasEnded(started));
        assertThat(now(started).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(now(started).images()).containsExactly("image_0.png");
    }

    @Test
    void whoeverRunsAJobIsToldWhenItHasEnded() {
        generates();
        InferenceJob started = started(created(endpoint(InferenceType.REAL_TIME)));

        assertThat(run(started).join()).isTrue();

        assertThat(now(started).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void whoeverRunsAJobThatWasStartedAlreadyIsToldAtOnce() {
        hangs();
        InferenceJob started = started(created(endpoint(InferenceType.REAL_TIME)));
        CompletableFuture<Boolean> first = run(started);

        assertThat(run(started)).isCompletedWithValue(false);

        assertThat(first).isNotDone();
        remove(started);
    }

    @Test
    void whoeverRunsAJobIsToldWhenItIsRemoved() {
        hangs();
        InferenceJob started = started(created(endpoint(InferenceType.REAL_TIME)));
        CompletableFuture<Boolean> run = run(started);

        remove(started);

        assertThat(run).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
        assertThat(jobs().find(started.id())).isEmpty();
    }

    @Test
    void aJobThatIsNotThereCanBeCancelled() {
        runner().cancel(started(created(endpoint(InferenceType.ASYNC))));
        runner().cancel(TestJobs.job().started());
    }

    @Test
    void tellsHowMuchIsAheadOnEachEndpoint() {
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

    /** As the use case does. */
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
