package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestJobs.ENDPOINT;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.idempotency.RequestInProgressException;
import dev.atelier.application.inference.InferenceQueue.Ahead;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.PromptText;
import dev.atelier.domain.inference.TaskType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link dev.atelier.application.inference.InferenceQueue}. */
public abstract class InferenceQueueContract extends FairShareContract {

    @Test
    void enqueuingStoresTheStartedJob() {
        TestJobs job = job();
        InferenceJobId id = enqueue(job);

        assertThat(jobs().find(id)).contains(job.started());
        assertThat(claim("n").orElseThrow())
                .extracting(Claim::job, Claim::node, Claim::attempt, Claim::lastFailure)
                .containsExactly(id, "n", 1, null);
    }

    @Test
    void enqueuingStoresTheModelsAndThePromptThatTheJobHasByThen() {
        TestJobs job = job();
        jobs().add(job.created());
        ModelReference further = ModelReference.word(CheckpointType.VAE, "None");

        queue().enqueue(job.started().using(List.of(further)).promptedBy(PromptText.of("A cat")));

        InferenceJob stored = jobs().find(job.created().id()).orElseThrow();
        assertThat(stored.models()).hasSize(2).contains(further);
        assertThat(stored.prompt()).isEqualTo(new PromptText("a cat"));
    }

    @Test
    void theSpanThatStartedTheJobIsKeptForThoseWhoClaimAndEndIt() {
        TraceContext span = new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);
        TestJobs stored = job();
        jobs().add(stored.created());
        InferenceJob first = stored.started().tracedBy(Optional.of(span));
        InferenceJob second = job().started().tracedBy(Optional.of(span));

        queue().enqueue(first);
        queue().enqueue(second, true);

        assertThat(claim("n1").orElseThrow().inference()).isEqualTo(first);
        Claim claim = claim("n2").orElseThrow();
        assertThat(claim.inference()).isEqualTo(second);
        queue().complete(claim, second.fail("no", second.started()));
        assertThat(jobs().find(second.id()).orElseThrow().trace()).isEqualTo(span);
    }

    @Test
    void enqueuesAJobOnlyOnce() {
        TestJobs job = job();
        InferenceJobId id = enqueue(job);
        InferenceJob again = job.created().start(Instant.EPOCH);

        assertThat(queue().enqueue(again)).isFalse();

        assertThat(jobs().find(id)).contains(job.started());
        assertThat(drain(node("n"))).containsExactly(id);
        assertThat(queue().enqueue(again)).isFalse();
        assertThat(claim("n")).isEmpty();
    }

    @Test
    void enqueuesNothingThatIsNotStored() {
        assertThat(queue().enqueue(job().started())).isFalse();

        assertThat(claim("n")).isEmpty();
    }

    @Test
    void ofManyWhoEnqueueAJobAtOnceOneSucceeds() throws Exception {
        TestJobs job = job();
        jobs().add(job.created());

        assertThat(Concurrently.times(6, () -> queue().enqueue(job.started()))).containsOnlyOnce(true);
        assertThat(drain(node("n"))).hasSize(1);
    }

    @Test
    void aJobWhoseCallerWaitsForItsEndIsQueuedAlike() {
        TestJobs job = job();
        assertThat(queue().enqueueAwaited(job.started(), true)).isTrue();
        assertThat(queue().enqueueAwaited(job.started(), false)).isFalse();

        assertThat(drain(node("n"))).hasSize(1);
    }

    @Test
    void aSecondJobOfTheSameIdIsRejected() {
        TestJobs job = job();
        assertThat(queue().enqueue(job.started(), true)).isTrue();

        assertThatThrownBy(() -> queue().enqueue(job.started(), true)).isInstanceOf(RequestInProgressException.class);

        assertThat(drain(node("n"))).hasSize(1);
    }

    @Test
    void rejectsMoreThanMayWaitAndChangesNothing() {
        enqueue(job());
        enqueue(job());
        TestJobs third = job();
        jobs().add(third.created());

        assertThatThrownBy(() -> queueWithCapacity(2).enqueue(third.started()))
                .isInstanceOf(CapacityExceededException.class);

        assertThat(jobs().find(third.created().id())).contains(third.created());
        assertThat(drain(node("n"))).hasSize(2);
        assertThat(queueWithCapacity(2).enqueue(third.started())).isTrue();
    }

    @Test
    void aNodeHoldsOneClaimAtATime() {
        enqueue(job());
        InferenceJobId second = enqueue(job());
        Claim first = claim("n1").orElseThrow();

        assertThat(claim("n1")).isEmpty();

        queue().complete(first, succeeded(first.job()));
        assertThat(claimed(node("n1"))).isEqualTo(second);
    }

    @Test
    void aNodeThatAsksManyTimesAtOnceGetsOneClaim() throws Exception {
        IntStream.range(0, 8).forEach(i -> enqueue(job()));

        List<Optional<Claim>> claims = Concurrently.times(8, () -> claim("n"));

        assertThat(claims.stream().flatMap(Optional::stream)).hasSize(1);
    }

    @Test
    void countsWhatWaitsOrRunsOnEachEndpoint() {
        EndpointId busy = new EndpointId(UUID.randomUUID());
        EndpointId idle = new EndpointId(UUID.randomUUID());
        EndpointId notAsked = new EndpointId(UUID.randomUUID());
        enqueue(job());
        Claim running = claim("n").orElseThrow();
        IntStream.range(0, 3).forEach(i -> enqueue(job().on(busy)));
        enqueue(job().on(notAsked));

        assertThat(queue().load(Set.of(ENDPOINT, busy, idle))).isEqualTo(Map.of(ENDPOINT, 1, busy, 3));
        assertThat(queue().load(Set.of())).isEmpty();

        queue().complete(running, succeeded(running.job()));
        assertThat(queue().load(Set.of(ENDPOINT))).isEmpty();
    }

    @Test
    void countsWhatIsDoneBeforeAJob() {
        EndpointId shared = new EndpointId(UUID.randomUUID());
        enqueue(job().generation("running"));
        claim("n").orElseThrow();
        Claim stored = claimAnother("m");
        queue().releaseNode(stored, LEASE);
        enqueue(job().generation("one"));
        enqueue(job().generatingOnNodes("two").on(shared));
        enqueue(job().generation("one").realTime());
        enqueue(job().task(TaskType.REMBG).models());
        enqueue(job().generation("elsewhere").on(new EndpointId(UUID.randomUUID())));
        InferenceJobId asked = enqueue(job().generation("asked"));
        enqueue(job().generation("later"));

        List<Ahead> ahead = queue().ahead(asked, Set.of(ENDPOINT, shared));

        assertThat(ahead.stream()
                        .collect(Collectors.toMap(
                                found -> List.of(found.model(), found.stored(), found.node()), Ahead::jobs, Long::sum)))
                .isEqualTo(Map.of(
                        List.of(Optional.of("running"), true, Optional.of("n")), 1L,
                        List.of(Optional.of("one"), true, Optional.empty()), 2L,
                        List.of(Optional.of("two"), false, Optional.empty()), 1L,
                        List.of(Optional.empty(), false, Optional.empty()), 1L));
    }

    private Claim claimAnother(String node) {
        enqueue(job().generation("stored"));
        return claim(node).orElseThrow();
    }

    @Test
    void aJobThatRunsHasNoneAhead() {
        InferenceJobId running = enqueue(job());
        enqueue(job().realTime());
        queue().claim(node("n"), LEASE).ifPresent(claim -> queue().complete(claim, succeeded(claim.job())));
        claim("n").orElseThrow();
        enqueue(job().realTime());

        assertThat(queue().ahead(running, Set.of(ENDPOINT)))
                .extracting(Ahead::node)
                .containsExactly(Optional.of("n"));
        assertThat(queue().ahead(new InferenceJobId(UUID.randomUUID()), Set.of(ENDPOINT)))
                .hasSize(1);
    }

    @Test
    void manyNodesNeverGetTheSameJobTwice() throws Exception {
        int all = 200;
        List<InferenceJobId> queued =
                IntStream.range(0, all).mapToObj(i -> enqueue(job())).toList();
        AtomicInteger done = new AtomicInteger();

        List<List<InferenceJobId>> taken = Concurrently.all(IntStream.rangeClosed(1, 8)
                .<Callable<List<InferenceJobId>>>mapToObj(node -> () -> takeUntil("n" + node, all, done))
                .toList());

        assertThat(taken.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(queued);
        assertThat(queue().load(Set.of(ENDPOINT))).isEmpty();
    }

    private List<InferenceJobId> takeUntil(String node, int all, AtomicInteger done) {
        List<InferenceJobId> mine = new ArrayList<>();
        while (done.get() < all && !Thread.currentThread().isInterrupted()) {
            claim(node).ifPresent(claim -> {
                mine.add(claim.job());
                assertThat(queue().complete(claim, succeeded(claim.job()))).isTrue();
                done.incrementAndGet();
            });
        }
        return mine;
    }
}
