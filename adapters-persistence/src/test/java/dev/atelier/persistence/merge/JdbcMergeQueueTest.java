package dev.atelier.persistence.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.merge.MergeQueue;
import dev.atelier.application.merge.MergeQueue.Claim;
import dev.atelier.application.testing.MergeQueueContract;
import dev.atelier.application.testing.TestMerges;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcMergeQueueTest extends MergeQueueContract {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final PersistenceFixture persistenceFixture;

    JdbcMergeQueueTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return persistenceFixture.bean(CheckpointRepository.class);
    }

    @Override
    protected MergeQueue merges() {
        return persistenceFixture.bean(MergeQueue.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        persistenceFixture.execute(
                "update merge_queue set next_try = next_try - " + time.toSeconds() + " * interval '1' second");
    }

    @Test
    void aWorkerThatDiesWhileItClaimsHidesNoOtherMergeFromAnotherWorker() throws Exception {
        MergeId first = add("first");
        MergeId second = add("second");

        Optional<MergeId> claimed = claimedWhileAnotherDies(Duration.ofMillis(300));
        for (int pause = 1; claimed.equals(Optional.of(first)) && pause < 30; pause *= 4) {
            // A busy machine let the worker begin only after the other one's end.
            persistenceFixture.clear();
            first = add("first");
            second = add("second");
            claimed = claimedWhileAnotherDies(Duration.ofSeconds(pause));
        }

        assertThat(claimed).contains(second);
    }

    /** What a worker claims that begins while the claim of another is made, which takes this long and fails. */
    private Optional<MergeId> claimedWhileAnotherDies(Duration pause) throws Exception {
        AtomicReference<CompletableFuture<Optional<Claim>>> other = new AtomicReference<>();
        assertThatThrownBy(() -> persistenceFixture
                        .bean(TransactionTemplate.class)
                        .execute(() -> {
                            merges().claim(LEASE).orElseThrow();
                            other.set(CompletableFuture.supplyAsync(() -> merges().claim(LEASE)));
                            LockSupport.parkNanos(pause.toNanos()); // the other worker claims meanwhile
                            throw new IllegalStateException("made by a test");
                        }))
                .hasMessage("made by a test");

        return other.get().get(30, TimeUnit.SECONDS).map(Claim::job);
    }

    private MergeId add(String result) {
        MergeJob merge = TestMerges.merge(result);
        merges().add(merge, TestMerges.checkpointOf(merge));
        return merge.id();
    }
}
