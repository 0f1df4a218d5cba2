package dev.atelier.persistence.inference;

import static dev.atelier.application.testing.TestJobs.ENDPOINT;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.testing.Concurrently;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import dev.atelier.persistence.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How users share the queue of an installation, beside what its contract says. */
@OnBothDatabases
class FairShareTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final PersistenceFixture persistenceFixture;

    FairShareTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Test
    void aBacklogDelaysTheFirstJobsOfOthersByAJobOfEachUserAtMost() {
        QueueSimulation.Result result = new QueueSimulation(4, 3, 200, 10, 4, 60, 0, 0).run(persistenceFixture);

        assertThat(result.passed())
                .as("the job that is due, and the firsts of the other three")
                .isBetween(0, 4);
        assertThat(result.longestWait()).isLessThanOrEqualTo(2);
    }

    @Test
    void checkpointAffinityDelaysThemByItsOwnBound() {
        double affinity = 20;
        double switching = 5;
        QueueSimulation.Result result =
                new QueueSimulation(4, 3, 200, 10, 4, 60, affinity, switching).run(persistenceFixture);

        assertThat(result.longestWait()).isLessThanOrEqualTo(affinity + 2 * (1 + switching));
    }

    @Test
    void aWeightGivesARoleMoreTurns() {
        saveUser("ann", "studio");
        saveUser("bob", "guests");
        try (PersistenceFixture weighted =
                persistenceFixture.replica(Map.of("atelier.fair-share.weights", "studio = 3"))) {
            enqueue(weighted, "ann", 9);
            enqueue(weighted, "bob", 9);
            enqueue(weighted, "deleted", 1);

            assertThat(claimed(weighted, 13))
                    .containsOnlyOnce("deleted")
                    .filteredOn("ann"::equals)
                    .hasSize(9);
        }
    }

    @Test
    void withoutItTheFirstToComeIsTheFirstServedEvenAfterTurnsWereGiven() {
        enqueue(persistenceFixture, "ann", 4);
        enqueue(persistenceFixture, "bob", 1);
        claimed(persistenceFixture, 1);
        try (PersistenceFixture inOrder = persistenceFixture.replica(Map.of("atelier.fair-share.enabled", "false"))) {
            enqueue(inOrder, "cid", 1);

            assertThat(claimed(inOrder, 5)).containsExactly("ann", "ann", "ann", "bob", "cid");
            assertThat(persistenceFixture.ask("select count(*) from inference_turn"))
                    .isEqualTo("0");
        }
    }

    @Test
    void replicasThatQueueForAUserAtOnceGiveThemNoMoreTurnsThanThereAreReplicas() throws Exception {
        try (PersistenceFixture other = persistenceFixture.replica()) {
            Concurrently.all(IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        enqueue(i % 2 == 0 ? persistenceFixture : other, "ann", 5);
                        return true;
                    })
                    .toList());
            enqueue(other, "bob", 10);

            assertThat(claimed(persistenceFixture, 30))
                    .filteredOn("bob"::equals)
                    .hasSize(10);
        }
    }

    @Test
    void nodesThatClaimAtOnceRecordHowFarTheyCame() throws Exception {
        enqueue(persistenceFixture, "ann", 40);

        Concurrently.all(IntStream.range(0, 4)
                .<Callable<Boolean>>mapToObj(node -> () -> {
                    for (int done = 0; done < 10; ) {
                        done += claimAndComplete(persistenceFixture, "n" + node).isPresent() ? 1 : 0;
                    }
                    return true;
                })
                .toList());

        assertThat(persistenceFixture.ask("select count(*) from inference_turn"))
                .isEqualTo("4");
        assertThat(persistenceFixture.ask("select max(turn) from inference_turn"))
                .isBetween("36000000", "39000000");
    }

    @Test
    void aNodeForgetsTheEndpointsThatItServesNoMore() {
        enqueue(persistenceFixture, "ann", 2);
        persistenceFixture.execute(
                "insert into inference_turn (node, urgency, endpoint_id, turn) values ('n', 1, gen_random_uuid(), 7)");

        claimed(persistenceFixture, 1);

        assertThat(persistenceFixture.ask("select count(*) from inference_turn"))
                .isEqualTo("1");
        assertThat(persistenceFixture.ask("select turn from inference_turn")).isEqualTo("7");
    }

    @Test
    void theNextTurnIsReadFromIndexes() throws SQLException {
        String endpoint = "'" + ENDPOINT.value() + "'";
        assertThat(plan(QueueTurnDao.NEXT
                        .replace(":endpoint", endpoint)
                        .replace(":urgency", "1")
                        .replace(":user", "'ann'")
                        .replace(":step", "1")))
                .contains("inference_queue_user", "inference_turn_")
                .doesNotContain("seq scan", "tablescan");
    }

    @Test
    void aClaimFollowsIndexesAndSortsNothing() throws SQLException {
        ClaimablePredicate predicate =
                new ClaimablePredicate(new Claimant("n", Set.of(ENDPOINT), Set.of(), true, Optional.empty()));
        String node = "'" + ENDPOINT.value() + "'";

        assertThat(plan(filled(ClaimCandidateQuery.headsSql(predicate, true), node)))
                .contains("inference_queue_turn", "inference_queue_model", sorted())
                .doesNotContain("seq scan on inference_queue", "inference_queue.tablescan");
        assertThat(plan(filled(ClaimCandidateQuery.jobsSql(true, predicate, 16), node)))
                .contains("inference_queue_turn", sorted())
                .doesNotContain("seq scan on inference_queue", "tablescan", "sort  ");
        assertThat(plan(filled(ClaimCandidateQuery.jobsSql(false, predicate, 16), node)))
                .contains("inference_queue_model", sorted())
                .doesNotContain("seq scan on inference_queue", "tablescan", "sort  ");
    }

    /** Whether H2 found the order in the index; PostgreSQL would name a sort. */
    private String sorted() {
        return persistenceFixture.engine() == TestDatabase.POSTGRES ? "index scan" : "index sorted";
    }

    private static String filled(String sql, String endpoint) {
        return sql.replace("any(?)", "any(array['a'])")
                .replace("unnest(?)", "unnest(array[cast(" + endpoint + " as uuid)])")
                .replace("endpoint_id = ?", "endpoint_id = " + endpoint)
                .replace("urgency = ?", "urgency = 1")
                .replace("?", "'m'");
    }

    private String plan(String query) {
        return persistenceFixture.plan(query, unbound -> {});
    }

    private void saveUser(String name, String role) {
        UserName user = new UserName(name);
        persistenceFixture.bean(RoleRepository.class).save(new Role(new RoleName(role), user, Set.of(), Instant.EPOCH));
        persistenceFixture
                .bean(UserRepository.class)
                .save(new User(user, user, Set.of(new RoleName(role)), Instant.EPOCH));
    }

    private static void enqueue(PersistenceFixture on, String user, int count) {
        for (int i = 0; i < count; i++) {
            var job = job().by(user);
            on.bean(InferenceJobRepository.class).add(job.created());
            assertThat(on.bean(InferenceQueue.class).enqueue(job.started())).isTrue();
        }
    }

    private static List<String> claimed(PersistenceFixture on, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> claimAndComplete(on, "n")
                        .orElseThrow()
                        .inference()
                        .user()
                        .value())
                .toList();
    }

    private static Optional<Claim> claimAndComplete(PersistenceFixture on, String node) {
        InferenceQueue queue = on.bean(InferenceQueue.class);
        Optional<Claim> claim =
                queue.claim(new Claimant(node, Set.of(ENDPOINT), Set.of(), true, Optional.empty()), LEASE);
        claim.ifPresent(held -> queue.complete(
                held,
                held.inference()
                        .succeed(List.of("image_0.png"), held.inference().started())));
        return claim;
    }
}
