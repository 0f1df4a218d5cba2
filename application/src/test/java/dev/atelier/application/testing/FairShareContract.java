package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestJobs.ENDPOINT;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceQueue.Ahead;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.inference.InferenceQueue.Position;
import dev.atelier.application.inference.InferenceQueue.Retry;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How users share the queue: a part of {@link InferenceQueueContract}. */
abstract class FairShareContract extends LoanContract {

    @Test
    void usersAreServedInTurn() {
        enqueue("ann", 4);
        enqueue("bob", 2);
        enqueue("cid", 1);

        assertThat(drainedUsers(node("n"))).containsExactly("ann", "bob", "cid", "ann", "bob", "ann", "ann");
    }

    @Test
    void aUserWhoComesLaterWaitsForOneJobOfEachOther() {
        enqueue("ann", 30);
        enqueue("bob", 30);
        claimAndComplete("n", 20);

        enqueue("cid", 5);

        List<String> next = claimAndComplete("n", 15);
        assertThat(next.subList(0, 3)).contains("cid");
        assertThat(next)
                .as("nor does the newcomer make up for earlier")
                .filteredOn("cid"::equals)
                .hasSize(5);
        assertThat(next.subList(0, 9)).filteredOn("cid"::equals).hasSizeBetween(3, 4);
    }

    @Test
    void whatAUserHadAloneIsNotHeldAgainstThem() {
        enqueue("ann", 10);
        claimAndComplete("n", 10);

        enqueue("ann", 2);
        enqueue("bob", 2);

        assertThat(drainedUsers(node("n"))).containsExactly("ann", "bob", "ann", "bob");
    }

    @Test
    void whatWaitsForAnotherNodeGivesNewcomersNoLead() {
        enqueue(job().by("ann").generatingOnNodes("elsewhere"));
        enqueue("bob", 20);
        claimAndComplete("n", 10);

        enqueue("cid", 4);

        assertThat(claimAndComplete("n", 4)).filteredOn("cid"::equals).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aNewEndpointOfTheNodeStartsLevelWithItsOthers() {
        EndpointId later = new EndpointId(UUID.randomUUID());
        enqueue("ann", 20);
        claimAndComplete("n", 10);

        IntStream.range(0, 4).forEach(i -> enqueue(job().by("bob").on(later)));

        Claimant both = new Claimant("n", Set.of(ENDPOINT, later), Set.of(), true, Optional.empty());
        assertThat(drainedUsers(both).subList(0, 6)).filteredOn("ann"::equals).hasSizeBetween(2, 4);
    }

    /** Each of the others queues their next job once their last has ended. */
    @Test
    void aBacklogIsNotPassedByThoseWhoQueueOneJobAfterAnother() {
        enqueue("ann", 10);
        enqueue("bob", 1);
        enqueue("cid", 1);

        List<String> served = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String user = claimAndComplete("n", 1).get(0);
            served.add(user);
            if (!user.equals("ann")) {
                enqueue(user, 1);
            }
        }

        assertThat(served).filteredOn("ann"::equals).hasSizeBetween(9, 10);
    }

    @Test
    void jobsThatAreMovedTakeTurnsWithThoseOfTheirNewEndpoint() {
        EndpointId left = new EndpointId(UUID.randomUUID());
        List<InferenceJob> moved = IntStream.range(0, 10)
                .mapToObj(i -> enqueue(job().by("cid").on(left)))
                .map(id -> jobs().find(id).orElseThrow())
                .toList();
        enqueue("ann", 30);
        enqueue("cid", 2);
        claimAndComplete("n", 14);

        assertThat(queue().move(
                                moved,
                                jobs().find(enqueue(job().by("bob")))
                                        .orElseThrow()
                                        .place()))
                .hasSize(10);

        List<String> next = claimAndComplete("n", 9);
        assertThat(next).filteredOn("cid"::equals).hasSizeBetween(3, 5);
        assertThat(next).filteredOn("ann"::equals).hasSizeBetween(3, 5);
    }

    @Test
    void realTimeAndAsyncJobsHaveTurnsOfTheirOwn() {
        IntStream.range(0, 3).forEach(i -> enqueue(job().by("ann")));
        enqueue(job().by("ann").realTime());
        enqueue(job().by("bob").realTime());
        enqueue(job().by("bob"));

        assertThat(drainedUsers(node("n"))).containsExactly("ann", "bob", "ann", "bob", "ann", "ann");
    }

    @Test
    void theLoadedCheckpointGoesBeforeTurnsAndItsUsersAreServedInTurn() {
        IntStream.range(0, 3).forEach(i -> enqueue(job().by("ann").generation("loaded")));
        enqueue(job().by("bob").generation("other"));
        enqueue(job().by("cid").generation("loaded"));

        Claimant preferring =
                new Claimant("n", Set.of(ENDPOINT), Set.of(), true, Optional.of(new CheckpointFileName("loaded")));
        assertThat(drainedUsers(preferring)).containsExactly("ann", "cid", "ann", "ann", "bob");
    }

    @Test
    void aJobThatIsPutBackKeepsItsTurn() {
        enqueue("ann", 3);
        enqueue("bob", 3);
        Claim first = claim("n").orElseThrow();

        queue().requeue(first, "the node failed", Retry.inPlace(Duration.ZERO));

        assertThat(claim("n").orElseThrow().job()).isEqualTo(first.job());
    }

    @Test
    void theirPositionsFollowTheTurns() {
        enqueue("ann", 3);
        InferenceJobId later = enqueue(job().by("bob"));

        assertThat(queue().position(later)).contains(new Position(1, Optional.empty()));
        assertThat(queue().ahead(later, Set.of(ENDPOINT)))
                .extracting(Ahead::jobs)
                .containsExactly(1L);
    }

    @Test
    void whoQueuesManyJobsAtOnceHasNoMoreTurns() throws Exception {
        List<Callable<InferenceJobId>> calls = Stream.generate(
                        () -> (Callable<InferenceJobId>) () -> enqueue(job().by("ann")))
                .limit(8)
                .toList();
        Concurrently.all(calls);

        enqueue("bob", 3);

        assertThat(claimAndComplete("n", 6)).filteredOn("bob"::equals).hasSize(3);
    }

    /** Queues this many jobs of the user. */
    private void enqueue(String user, int count) {
        IntStream.range(0, count).forEach(i -> enqueue(job().by(user)));
    }

    private List<String> claimAndComplete(String node, int count) {
        List<String> users = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Claim claim = claim(node).orElseThrow();
            users.add(claim.inference().user().value());
            assertThat(queue().complete(claim, succeeded(claim.job()))).isTrue();
        }
        return users;
    }

    private List<String> drainedUsers(Claimant claimant) {
        return drain(claimant).stream()
                .map(id -> jobs().find(id).orElseThrow().user().value())
                .toList();
    }
}
