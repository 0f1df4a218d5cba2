package dev.atelier.application.testing;

import static dev.atelier.application.testing.SettableClock.START;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.idempotency.RequestInProgressException;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.inference.RemoteInvocationRepository.Invocation;
import dev.atelier.application.inference.RemoteInvocationRepository.OutputLocation;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.PromptText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link RemoteInvocationRepository}. */
public abstract class RemoteInvocationRepositoryContract {

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final OutputLocation PROMISE = new OutputLocation(
            new StorageUri("atelier", "sagemaker_output/é 1%.out"),
            Optional.of(new StorageUri("atelier", "sagemaker_output/failure/1.out")));

    /** The jobs: none at the start of each test. */
    protected abstract InferenceJobRepository jobs();

    /** The port over them. */
    protected abstract RemoteInvocationRepository invocations();

    /** The same port with this limit of jobs. */
    protected abstract RemoteInvocationRepository invocationsWithCapacity(int jobs);

    @Test
    void beginsAJobThatIsCreated() {
        TestJobs job = job();
        jobs().add(job.created());

        assertThat(invocations().register(job.started(), START)).isTrue();

        assertThat(jobs().find(job.created().id())).contains(job.started());
        assertThat(invocations().find(job.created().id()))
                .contains(new Invocation(job.created().id(), Optional.empty()));
    }

    @Test
    void aNewJobIsStoredAsBegun() {
        TestJobs job = job();

        assertThat(invocations().register(job.started(), true, START)).isTrue();

        assertThat(jobs().find(job.created().id())).contains(job.started());
        assertThat(invocations().find(job.created().id())).isPresent();
        assertThatThrownBy(() -> invocations().register(job.started(), true, START))
                .isInstanceOf(RequestInProgressException.class);
    }

    @Test
    void beginningStoresTheModelsAndThePromptThatTheJobHasByThen() {
        TestJobs job = job();
        jobs().add(job.created());
        ModelReference further = ModelReference.word(CheckpointType.VAE, "None");

        invocations().register(job.started().using(List.of(further)).promptedBy(PromptText.of("A cat")), START);

        InferenceJob stored = jobs().find(job.created().id()).orElseThrow();
        assertThat(stored.models()).hasSize(2).contains(further);
        assertThat(stored.prompt()).isEqualTo(new PromptText("a cat"));
    }

    @Test
    void leavesAJobAloneThatIsNotCreated() {
        TestJobs done = job();
        jobs().add(done.succeeded());
        TestJobs absent = job();

        assertThat(invocations().register(done.started(), START)).isFalse();
        assertThat(invocations().register(absent.started(), START)).isFalse();

        assertThat(jobs().find(done.created().id())).contains(done.succeeded());
        assertThat(invocations().find(done.created().id())).isEmpty();
        assertThat(jobs().find(absent.created().id())).isEmpty();
        assertThat(due(START)).isEmpty();
    }

    @Test
    void ofManyWhoBeginAJobAtOnceOneDoes() throws Exception {
        TestJobs job = job();
        jobs().add(job.created());

        assertThat(Concurrently.times(6, () -> invocations().register(job.started(), START)))
                .containsOnlyOnce(true);
    }

    @Test
    void rejectsMoreThanThereMayBeAndChangesNothing() {
        InferenceJob first = begin(job(), START);
        begin(job(), START);
        TestJobs third = job();
        jobs().add(third.created());

        assertThatThrownBy(() -> invocationsWithCapacity(2).register(third.started(), START))
                .isInstanceOf(CapacityExceededException.class);

        assertThat(jobs().find(third.created().id())).contains(third.created());
        assertThat(invocations().find(third.created().id())).isEmpty();
        jobs().end(first.fail("no", START));
        assertThat(invocationsWithCapacity(2).register(third.started(), START)).isTrue();
    }

    @Test
    void keepsWhatComputePromised() {
        InferenceJob both = begin(job(), START);
        InferenceJob one = begin(job(), START);
        OutputLocation bare = new OutputLocation(PROMISE.result(), Optional.empty());

        invocations().recordAccepted(both.id(), PROMISE, START.plusSeconds(5));
        invocations().recordAccepted(one.id(), bare, START.plusSeconds(9));

        assertThat(invocations().find(both.id())).contains(new Invocation(both.id(), Optional.of(PROMISE)));
        assertThat(invocations().find(one.id())).contains(new Invocation(one.id(), Optional.of(bare)));
        assertThat(due(START.plusSeconds(4))).isEmpty();
        assertThat(due(START.plusSeconds(5))).containsExactly(both.id());
    }

    @Test
    void thoseWhoseTimeHasComeAreDueLongestOverdueFirst() {
        InferenceJob later = begin(job(), START.plusSeconds(2));
        InferenceJob sooner = begin(job(), START.plusSeconds(1));
        InferenceJob future = begin(job(), START.plusSeconds(60));

        assertThat(due(START)).isEmpty();
        assertThat(due(START.plusSeconds(3))).containsExactly(sooner.id(), later.id());
        assertThat(due(START.plusSeconds(60))).containsExactly(future.id());
    }

    @Test
    void whatWasTakenComesUpAgainAfterThePause() {
        InferenceJob job = begin(job(), START);

        assertThat(due(START)).containsExactly(job.id());
        assertThat(due(START.plus(PAUSE).minusSeconds(1))).isEmpty();
        assertThat(due(START.plus(PAUSE))).containsExactly(job.id());
    }

    @Test
    void isDueAtTheRequestedTime() {
        InferenceJob job = begin(job(), START);

        invocations().pollAgainAt(job.id(), START.plusSeconds(7));
        invocations().pollAgainAt(job().created().id(), START);

        assertThat(due(START.plusSeconds(6))).isEmpty();
        assertThat(due(START.plusSeconds(7))).containsExactly(job.id());
    }

    @Test
    void givesNoMoreThanAskedFor() {
        IntStream.range(0, 5).forEach(i -> begin(job(), START.plusSeconds(i)));

        assertThat(invocations().claimDue(START.plusSeconds(9), PAUSE, 3)).hasSize(3);
        assertThat(invocations().claimDue(START.plusSeconds(9), PAUSE, 3)).hasSize(2);
    }

    @Test
    void ofManyWhoAskAtOnceEachGetsOthers() throws Exception {
        IntStream.range(0, 8).forEach(i -> begin(job(), START.plusSeconds(i)));

        List<InferenceJobId> taken = Concurrently.times(4, () -> due(START.plusSeconds(9))).stream()
                .flatMap(List::stream)
                .toList();

        assertThat(taken).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    void aJobThatEndedOrWasRemovedIsForgotten() {
        InferenceJob ended = begin(job(), START);
        InferenceJob removed = begin(job(), START);

        jobs().end(ended.fail("no", START));
        jobs().delete(removed.id());
        invocations().recordAccepted(ended.id(), PROMISE, START);

        assertThat(invocations().find(ended.id())).isEmpty();
        assertThat(invocations().find(removed.id())).isEmpty();
        assertThat(due(START.plusSeconds(100))).isEmpty();
    }

    @Test
    void countsThoseOfEachEndpoint() {
        EndpointId other = new EndpointId(UUID.randomUUID());
        EndpointId idle = new EndpointId(UUID.randomUUID());
        begin(job(), START);
        InferenceJob ended = begin(job(), START);
        begin(job(), START);
        begin(job().on(other), START);
        jobs().end(ended.fail("no", START));

        assertThat(invocations().load(Set.of(TestJobs.ENDPOINT, idle))).isEqualTo(Map.of(TestJobs.ENDPOINT, 2));
        assertThat(invocations().load(Set.of())).isEmpty();
    }

    private List<InferenceJobId> due(Instant now) {
        return invocations().claimDue(now, PAUSE, 100).stream()
                .map(Invocation::job)
                .toList();
    }

    private InferenceJob begin(TestJobs job, Instant pollAt) {
        jobs().add(job.created());
        assertThat(invocations().register(job.started(), pollAt)).isTrue();
        return job.started();
    }
}
