package dev.atelier.persistence.inference;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.inference.InferenceQueue.Retry;
import dev.atelier.application.metrics.QueueStatistics;
import dev.atelier.application.metrics.QueueStatistics.Load;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcQueueStatisticsTest {

    private static final EndpointId OTHER = new EndpointId(UUID.randomUUID());

    private final PersistenceFixture persistenceFixture;
    private final QueueStatistics statistics;
    private final InferenceQueue queue;

    JdbcQueueStatisticsTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
        this.statistics = persistenceFixture.bean(QueueStatistics.class);
        this.queue = persistenceFixture.bean(InferenceQueue.class);
    }

    private InferenceJob enqueue(TestJobs job) {
        persistenceFixture.bean(InferenceJobRepository.class).add(job.created());
        InferenceJob started = job.started();
        queue.enqueue(started);
        return started;
    }

    private Claim claim() {
        Claimant node = new Claimant("n", Set.of(TestJobs.ENDPOINT), Set.of(), true, Optional.empty());
        return queue.claim(node, Duration.ofMinutes(1)).orElseThrow();
    }

    @Test
    void anEmptyQueueHasNoLoads() {
        assertThat(statistics.read()).isEmpty();
    }

    @Test
    void countsByEndpointAndUrgency() {
        InferenceJob first = enqueue(job());
        enqueue(job());
        InferenceJob fast = enqueue(job().realTime());
        InferenceJob elsewhere = enqueue(job().on(OTHER));

        assertThat(statistics.read())
                .containsExactlyInAnyOrder(
                        new Load(TestJobs.ENDPOINT, InferenceType.ASYNC, 2, 0, Optional.of(first.started())),
                        new Load(TestJobs.ENDPOINT, InferenceType.REAL_TIME, 1, 0, Optional.of(fast.started())),
                        new Load(OTHER, InferenceType.ASYNC, 1, 0, Optional.of(elsewhere.started())));
    }

    @Test
    void aClaimedJobRunsUntilItEndsAlsoWhenItsNodeIsFree() {
        enqueue(job());
        Claim claim = claim();
        Load running = new Load(TestJobs.ENDPOINT, InferenceType.ASYNC, 0, 1, Optional.empty());
        assertThat(statistics.read()).containsExactly(running);

        queue.releaseNode(claim, Duration.ofMinutes(1));
        assertThat(statistics.read()).containsExactly(running);

        queue.complete(claim, claim.inference().fail("boom", claim.inference().started()));
        assertThat(statistics.read()).isEmpty();
    }

    @Test
    void jobsThatHaveFailedCountWithTheOthersOfTheirUrgency() {
        InferenceJob first = enqueue(job());
        queue.requeue(claim(), "boom", Retry.behind(Duration.ofMinutes(1)));
        enqueue(job());

        assertThat(statistics.read())
                .containsExactly(new Load(TestJobs.ENDPOINT, InferenceType.ASYNC, 2, 0, Optional.of(first.started())));
    }

    @Test
    void aJobWhoseLeaseHasExpiredWaits() {
        InferenceJob started = enqueue(job());
        claim();
        Queues.letTimePass(persistenceFixture, Duration.ofMinutes(2));

        assertThat(statistics.read())
                .containsExactly(
                        new Load(TestJobs.ENDPOINT, InferenceType.ASYNC, 1, 0, Optional.of(started.started())));
    }

    @Test
    void countsInIndexes() throws SQLException {
        assertThat(plan(InferenceQueueDao.LOADS))
                .contains("inference_queue_order")
                .doesNotContain("seq scan", "tablescan");
        assertThat(plan(InferenceQueueDao.CLAIMED_JOBS))
                .contains("inference_queue_lease")
                .doesNotContain("seq scan", "tablescan");
    }

    private String plan(String query) {
        return persistenceFixture.plan(query, unbound -> {});
    }
}
