package dev.atelier.persistence.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.node.NodeDrains;
import dev.atelier.application.testing.Concurrently;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two installations with separate connection pools share one database. */
@Tag("slow")
@OnBothDatabases
class ReplicasTest {

    private static final int JOBS = 120;
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final PersistenceFixture one;
    private final PersistenceFixture other;

    ReplicasTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        one = persistenceFixture;
        other = persistenceFixture.replica();
    }

    @AfterEach
    void close() {
        other.close();
    }

    @Test
    void shareTheQueueWithoutRunningAnythingTwice() throws Exception {
        List<InferenceJobId> queued =
                IntStream.range(0, JOBS).mapToObj(i -> enqueue()).toList();
        AtomicInteger settled = new AtomicInteger();

        List<List<InferenceJobId>> taken = Concurrently.all(IntStream.range(0, 6)
                .<Callable<List<InferenceJobId>>>mapToObj(
                        node -> () -> work(node % 2 == 0 ? one : other, "n" + node, settled))
                .toList());

        assertThat(taken.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(queued);
    }

    @Test
    void giveOneNodeOneClaimWhicheverItAsks() throws Exception {
        IntStream.range(0, 6).forEach(i -> enqueue());

        List<Optional<Claim>> claims = Concurrently.all(IntStream.range(0, 6)
                .<Callable<Optional<Claim>>>mapToObj(i -> () -> claim(i % 2 == 0 ? one : other, "n"))
                .toList());

        assertThat(claims.stream().flatMap(Optional::stream)).hasSize(1);
    }

    @Test
    void aJobThatEndedOrWasDeletedOnAnotherReplicaLosesItsClaim() {
        InferenceJobId ended = enqueue();
        InferenceJobId deleted = enqueue();
        Claim first = claim(one, "n1").orElseThrow();
        Claim second = claim(one, "n2").orElseThrow();
        InferenceJob job = jobs(one).find(ended).orElseThrow();

        assertThat(jobs(other).end(job.fail("its endpoint was deleted", job.started())))
                .isTrue();
        jobs(other).delete(deleted);

        assertThat(queue(one).renewLease(first, LEASE)).isFalse();
        assertThat(queue(one).complete(second, job)).isFalse();
        assertThat(claim(one, "n3")).isEmpty();
    }

    @Test
    void aNodeThatOneDrainedGetsNothingFromTheOtherNorFromOneThatStartsLater() {
        enqueue();
        one.bean(NodeDrains.class).begin("n1", new UserName("root"));

        assertThat(claim(other, "n1")).isEmpty();
        try (PersistenceFixture later = one.replica()) {
            assertThat(later.bean(NodeDrains.class).all()).containsOnlyKeys("n1");
            assertThat(claim(later, "n1")).isEmpty();
        }

        other.bean(NodeDrains.class).end("n1");
        assertThat(claim(one, "n1")).isPresent();
        assertThat(queue(other).running()).containsOnlyKeys("n1");
    }

    private List<InferenceJobId> work(PersistenceFixture at, String node, AtomicInteger settled) {
        List<InferenceJobId> mine = new ArrayList<>();
        while (settled.get() < JOBS && !Thread.currentThread().isInterrupted()) {
            claim(at, node).ifPresent(claim -> {
                InferenceJob job = jobs(at).find(claim.job()).orElseThrow();
                assertThat(queue(at).complete(claim, job.fail("a test", job.started())))
                        .isTrue();
                mine.add(claim.job());
                settled.incrementAndGet();
            });
        }
        return mine;
    }

    private InferenceJobId enqueue() {
        TestJobs job = TestJobs.job();
        jobs(one).add(job.created());
        assertThat(queue(one).enqueue(job.started())).isTrue();
        return job.created().id();
    }

    private static Optional<Claim> claim(PersistenceFixture at, String node) {
        return queue(at).claim(new Claimant(node, Set.of(TestJobs.ENDPOINT), Set.of(), true, Optional.empty()), LEASE);
    }

    private static InferenceJobRepository jobs(PersistenceFixture at) {
        return at.bean(InferenceJobRepository.class);
    }

    private static InferenceQueue queue(PersistenceFixture at) {
        return at.bean(InferenceQueue.class);
    }
}
