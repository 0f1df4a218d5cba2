package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.inference.InferenceQueue.Holder;
import dev.atelier.application.inference.InferenceQueue.Need;
import dev.atelier.application.inference.InferenceQueue.Position;
import dev.atelier.application.inference.InferenceQueue.Retry;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Leases and ends of claims: the second part of {@link InferenceQueueContract}. */
abstract class ClaimLifeContract extends ClaimOrderContract {

    private static final Duration HALF = LEASE.dividedBy(2);
    private static final Duration LONGER = LEASE.plusSeconds(5);

    @Test
    void aNewJobIsStoredTogetherWithItsPlaceInTheQueue() {
        InferenceJob started = job().started();

        assertThat(queue().enqueue(started, true)).isTrue();

        assertThat(jobs().find(started.id())).contains(started);
        assertThat(claimed(node("n"))).isEqualTo(started.id());
    }

    @Test
    void ofANewJobForWhichThereIsNoRoomNothingIsStored() {
        enqueue(job());
        InferenceJob started = job().started();

        assertThatThrownBy(() -> queueWithCapacity(1).enqueue(started, true))
                .isInstanceOf(CapacityExceededException.class);

        assertThat(jobs().find(started.id())).isEmpty();
    }

    @Test
    void aClaimCarriesItsJob() {
        InferenceJobId id = enqueue(job());

        assertThat(claim("n").orElseThrow().inference())
                .isEqualTo(jobs().find(id).orElseThrow());
    }

    @Test
    void aClaimTellsWhetherNothingElseWaitsForTheNode() {
        enqueue(job());
        assertThat(claim("n1").orElseThrow().last()).isTrue();

        enqueue(job().generation("one"));
        enqueue(job().generation("two.safetensors"));
        enqueue(job().generation("two.safetensors"));
        enqueue(job().realTime().generation("two.safetensors"));
        Claimant preferringTwo = new Claimant(
                "n2",
                Set.of(TestJobs.ENDPOINT),
                Set.of(),
                true,
                Optional.of(new CheckpointFileName("two.safetensors")));
        assertThat(lastOf(preferringTwo)).as("async jobs wait").isFalse();
        assertThat(lastOf(preferringTwo)).as("two jobs wait").isFalse();
        assertThat(lastOf(preferringTwo)).as("one of another model waits").isFalse();
        assertThat(lastOf(preferringTwo)).isTrue();
    }

    private boolean lastOf(Claimant claimant) {
        Claim claim = queue().claim(claimant, LEASE).orElseThrow();
        queue().complete(claim, succeeded(claim.job()));
        return claim.last();
    }

    @Test
    void aClaimHoldsForItsLeaseOnly() {
        InferenceJobId id = enqueue(job());
        Claim lapsed = claim("n1").orElseThrow();
        letTimePass(HALF);
        assertThat(claim("n2")).isEmpty();

        letTimePass(LONGER);

        assertThat(queue().renewLease(lapsed, LEASE)).isFalse();
        assertThat(queue().complete(lapsed, succeeded(id))).isFalse();
        assertThat(queue().requeue(lapsed, "slow", Retry.inPlace(LEASE))).isFalse();
        assertThat(jobs().find(id).orElseThrow().status()).isEqualTo(InferenceJobStatus.INPROGRESS);
    }

    @Test
    void aJobWhoseLeaseExpiredIsClaimedAgainInItsOldPosition() {
        InferenceJobId first = enqueue(job());
        InferenceJobId second = enqueue(job());
        Claim old = claim("n1").orElseThrow();
        letTimePass(LONGER);

        Claim renewed = claim("n2").orElseThrow();

        assertThat(renewed).extracting(Claim::job, Claim::attempt).containsExactly(first, 2);
        assertThat(renewed.token()).isNotEqualTo(old.token());
        assertThat(claimed(node("n1"))).isEqualTo(second);
    }

    @Test
    void anOldClaimCanDoNothingOnceTheJobIsClaimedAgain() {
        InferenceJobId id = enqueue(job());
        Claim old = claim("n1").orElseThrow();
        letTimePass(LONGER);
        Claim renewed = claim("n1").orElseThrow();

        assertThat(queue().renewLease(old, LEASE)).isFalse();
        assertThat(queue().requeue(old, "slow", Retry.inPlace(LEASE))).isFalse();
        assertThat(queue().complete(old, succeeded(id))).isFalse();

        assertThat(jobs().find(id).orElseThrow().status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(claim("n2")).isEmpty();
        assertThat(queue().complete(renewed, succeeded(id))).isTrue();
    }

    @Test
    void aHeartbeatRenewsTheLease() {
        enqueue(job());
        Claim claim = claim("n1").orElseThrow();
        letTimePass(HALF);
        assertThat(queue().renewLease(claim, LEASE)).isTrue();
        letTimePass(HALF.plusSeconds(5));

        assertThat(claim("n2")).isEmpty();
        assertThat(queue().renewLease(claim, LEASE)).isTrue();
    }

    @Test
    void aNodeThatWasLeftClaimsItsNextJobWhileTheFirstClaimHolds() {
        InferenceJobId first = enqueue(job());
        InferenceJobId second = enqueue(job());
        Claim claim = claim("n").orElseThrow();
        assertThat(claim("n")).isEmpty();
        letTimePass(HALF);

        assertThat(queue().releaseNode(claim, LEASE)).isTrue();

        assertThat(claimed(node("n"))).isEqualTo(second);
        letTimePass(HALF.plusSeconds(5));
        assertThat(queue().renewLease(claim, LEASE)).isTrue();
        assertThat(claim("n2")).isEmpty();
        assertThat(queue().complete(claim, succeeded(first))).isTrue();
        assertThat(claim("n")).isEmpty();
    }

    @Test
    void aClaimThatLeftItsNodeLapsesAndIsReleasedLikeAnyOther() {
        InferenceJobId id = enqueue(job());
        Claim lapsed = claim("n1").orElseThrow();
        queue().releaseNode(lapsed, LEASE);
        letTimePass(LONGER);
        assertThat(queue().releaseNode(lapsed, LEASE)).isFalse();

        Claim released = claim("n1").orElseThrow();
        assertThat(queue().complete(lapsed, succeeded(id))).isFalse();
        queue().releaseNode(released, LEASE);
        assertThat(queue().requeue(released, "disk full", Retry.inPlace(LEASE))).isTrue();

        assertThat(queue().complete(released, succeeded(id))).isFalse();
        assertThat(claim("n1")).isEmpty();
        assertThat(claim("n2").orElseThrow())
                .extracting(Claim::attempt, Claim::lastFailure)
                .containsExactly(3, "disk full");
    }

    @Test
    void settlingStoresTheEndAndTakesTheJobOffTheQueue() {
        InferenceJobId id = enqueue(job());
        Claim claim = claim("n").orElseThrow();
        InferenceJob ended = succeeded(id);

        assertThat(queue().complete(claim, ended)).isTrue();

        assertThat(jobs().find(id)).contains(ended);
        assertThat(queue().complete(claim, ended)).isFalse();
        assertThat(queue().renewLease(claim, LEASE)).isFalse();
        letTimePass(LONGER);
        assertThat(claim("n")).isEmpty();
    }

    @Test
    void releasingPutsTheJobBackInItsPlaceWithTheReason() {
        InferenceJobId first = enqueue(job());
        InferenceJobId second = enqueue(job());
        Claim claim = claim("n1").orElseThrow();

        assertThat(queue().requeue(claim, "connection refused", Retry.inPlace(LEASE)))
                .isTrue();

        assertThat(queue().renewLease(claim, LEASE)).isFalse();
        assertThat(claim("n2").orElseThrow())
                .extracting(Claim::job, Claim::attempt, Claim::lastFailure)
                .containsExactly(first, 2, "connection refused");
        assertThat(claimed(node("n1"))).isEqualTo(second);
    }

    @Test
    void aReleasedJobAvoidsEachOfItsNodesForTheTime() {
        InferenceJobId id = enqueue(job());
        queue().requeue(claim("n1").orElseThrow(), "no disk", Retry.inPlace(LEASE.multipliedBy(2)));
        queue().requeue(claim("n2").orElseThrow(), "no memory", Retry.inPlace(LEASE));
        assertThat(claim("n1")).isEmpty();
        assertThat(claim("n2")).isEmpty();

        letTimePass(LONGER);

        assertThat(claim("n1")).isEmpty();
        Claim claim = claim("n2").orElseThrow();
        queue().requeue(claim, "no power", Retry.inPlace(Duration.ZERO));
        letTimePass(LEASE);
        assertThat(claimed(node("n1"))).isEqualTo(id);
    }

    @Test
    void theReasonIsThatOfTheAttemptJustBefore() {
        enqueue(job());
        queue().requeue(claim("n1").orElseThrow(), "no disk", Retry.inPlace(Duration.ZERO));
        claim("n1").orElseThrow();
        letTimePass(LONGER);

        assertThat(claim("n1").orElseThrow())
                .extracting(Claim::attempt, Claim::lastFailure)
                .containsExactly(3, null);
    }

    @Test
    void aJobThatFailedItselfGoesBehindThoseThatHaveNot() {
        InferenceJobId failed = enqueue(job().realTime());
        Claim claim = claim("n1").orElseThrow();
        InferenceJobId other = enqueue(job());
        InferenceJobId requeuedInPlace = enqueue(job().realTime());
        queue().requeue(claim, "bad number of images", Retry.behind(Duration.ZERO));
        Claim node = claim("n1").orElseThrow();
        queue().requeue(node, "the node died", Retry.inPlace(Duration.ZERO));
        assertThat(node).extracting(Claim::job, Claim::failed).containsExactly(requeuedInPlace, false);

        assertThat(claimed(node("n1"))).isEqualTo(requeuedInPlace);
        assertThat(claimed(node("n2"))).isEqualTo(other);
        Claim again = claim("n3").orElseThrow();
        assertThat(again).extracting(Claim::job, Claim::failed).containsExactly(failed, true);
        queue().requeue(again, "bad number of images", Retry.behind(Duration.ZERO));
        assertThat(claimed(node("n3"))).isEqualTo(failed);
    }

    @Test
    void aJobNeverReturnsToANodeThatItIsExcludedFrom() {
        InferenceJobId id = enqueue(job());
        queue().requeue(
                        claim("n1").orElseThrow(),
                        "no such upscaler",
                        Retry.inPlace(Duration.ZERO).elsewhere());
        letTimePass(LONGER);
        assertThat(claim("n1")).isEmpty();

        Claim claim = claim("n").orElseThrow(); // whose name is a part of the other's
        assertThat(claim.excluded()).containsExactly("n1");
        queue().requeue(claim, "no such upscaler", Retry.inPlace(Duration.ZERO).elsewhere());

        assertThat(claim("n1")).isEmpty();
        assertThat(claim("n")).isEmpty();
        Claim third = claim("n3").orElseThrow();
        assertThat(third.excluded()).containsExactlyInAnyOrder("n1", "n");
        queue().requeue(third, "the node died", Retry.inPlace(Duration.ZERO));
        assertThat(claim("n1")).isEmpty();
        assertThat(claimed(node("n3"))).isEqualTo(id);
    }

    @Test
    void anExcusedClaimIsNoAttempt() {
        InferenceJobId id = enqueue(job());
        Claim first = claim("n1").orElseThrow();
        queue().requeue(first, "cannot be reached", Retry.inPlace(Duration.ZERO).uncounted());

        Claim second = claim("n1").orElseThrow();

        assertThat(second.attempt()).isEqualTo(1);
        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(queue().renewLease(first, LEASE)).isFalse();
        assertThat(queue().renewLease(second, LEASE)).isTrue();
        queue().requeue(second, "it failed", Retry.inPlace(Duration.ZERO));
        Claim third = claim("n1").orElseThrow();
        assertThat(third.attempt()).isEqualTo(2);
        assertThat(queue().complete(third, succeeded(id))).isTrue();
    }

    @Test
    void whatNoNodeCanRunSaysSoUntilOneCan() {
        InferenceJobId waiting = enqueue(job().generation("gone"));
        InferenceJobId other = enqueue(job().generation("here"));
        InferenceJobId noModel = enqueue(job().task(TaskType.REMBG).models());
        Need need = need("gone");
        assertThat(need.unservable()).isFalse();

        assertThat(queue().markUnservable(need, "no node has it", Duration.ofSeconds(5)))
                .isEmpty();

        assertThat(error(waiting)).isEqualTo("no node has it");
        assertThat(error(other)).isNull();
        assertThat(error(noModel)).isNull();
        assertThat(need("gone").unservable()).isTrue();
        letTimePass(LONGER);
        assertThat(queue().markUnservable(need, "its node is down", LEASE)).containsExactly(waiting);
        assertThat(error(waiting)).isEqualTo("its node is down");

        queue().markServable(need);

        assertThat(error(waiting)).isNull();
        assertThat(need("gone").unservable()).isFalse();
        assertThat(queue().markUnservable(need, "no node has it", LEASE)).isEmpty();
    }

    @Test
    void theNeedsAreEachListedOnce() {
        for (int i = 0; i < 40; i++) {
            enqueue(job().generation("model" + i));
            enqueue(job().generation("model" + i));
        }
        enqueue(job().task(TaskType.REMBG).models());

        assertThat(queue().needs()).hasSize(41).doesNotHaveDuplicates();

        queue().markUnservable(need("model7"), "no node has it", Duration.ZERO);
        assertThat(queue().needs())
                .filteredOn(Need::unservable)
                .extracting(Need::model)
                .containsExactly(Optional.of("model7"));
    }

    @Test
    void onlyWhatWaitsAndIsMarkedCanBeGivenUp() {
        InferenceJobId id = enqueue(job().generation("gone"));
        Claim claim = claim("n").orElseThrow();
        InferenceJob failed = jobs().find(id).orElseThrow().fail("no node has it", Instant.EPOCH);
        queue().markUnservable(need("gone"), "no node has it", Duration.ZERO);
        assertThat(queue().giveUp(failed)).isFalse();
        queue().requeue(claim, "gone", Retry.inPlace(Duration.ZERO));
        assertThat(queue().giveUp(failed)).isFalse();

        assertThat(queue().markUnservable(need("gone"), "no node has it", Duration.ZERO))
                .containsExactly(id);
        assertThat(queue().giveUp(failed)).isTrue();

        assertThat(jobs().find(id)).contains(failed);
        assertThat(claim("n")).isEmpty();
        assertThat(queue().giveUp(failed)).isFalse();
    }

    @Test
    void jobsOfDifferentExclusionsHaveDifferentNeeds() {
        InferenceJobId excluded = enqueue(job().generation("one"));
        queue().requeue(
                        claim("n1").orElseThrow(),
                        "no disk",
                        Retry.inPlace(Duration.ZERO).elsewhere());
        InferenceJobId free = enqueue(job().generation("one"));
        Need need = queue().needs().stream()
                .filter(any -> any.excluded().equals(Set.of("n1")))
                .findFirst()
                .orElseThrow();

        queue().markUnservable(need, "n2 is down", Duration.ZERO);

        assertThat(queue().needs()).hasSize(2);
        assertThat(error(excluded)).isEqualTo("n2 is down");
        assertThat(error(free)).isNull();
    }

    private Need need(String model) {
        return queue().needs().stream()
                .filter(need -> need.model().equals(Optional.of(model)))
                .findFirst()
                .orElseThrow();
    }

    private String error(InferenceJobId id) {
        return jobs().find(id).orElseThrow().error();
    }

    @Test
    void thePlaceIsThatAmongTheWaitingJobsOfTheEndpoint() {
        enqueue(job().on(TestEndpoints.endpoint().build()));
        InferenceJobId running = enqueue(job());
        Claim claim = claim("n").orElseThrow();
        InferenceJobId first = enqueue(job());
        InferenceJobId second = enqueue(job());
        InferenceJobId urgent = enqueue(job().realTime());

        assertThat(queue().position(running))
                .contains(new Position(0, Optional.of(new Holder(Optional.of("n"), claim.token()))));
        assertThat(queue().position(urgent)).contains(new Position(0, Optional.empty()));
        assertThat(queue().position(first)).contains(new Position(1, Optional.empty()));
        assertThat(queue().position(second)).contains(new Position(2, Optional.empty()));

        queue().releaseNode(claim, LEASE);
        assertThat(queue().position(running))
                .contains(new Position(0, Optional.of(new Holder(Optional.empty(), claim.token()))));
        letTimePass(LEASE.plusSeconds(5));
        assertThat(queue().position(running)).contains(new Position(1, Optional.empty()));
        assertThat(queue().position(second)).contains(new Position(3, Optional.empty()));
        queue().remove(running);
        assertThat(queue().position(running)).isEmpty();
    }

    @Test
    void ofAnEndAndACancellationAtOnceOneIsStored() throws Exception {
        for (int i = 0; i < 20; i++) {
            InferenceJobId id = enqueue(job());
            Claim claim = claim("n").orElseThrow();
            InferenceJob succeeded = succeeded(id);
            InferenceJob canceled = jobs().find(id).orElseThrow().cancel(succeeded.user(), succeeded.completed());

            List<Boolean> stored = Concurrently.all(List.of(
                    () -> queue().complete(claim, succeeded), () -> jobs().end(canceled), () -> jobs().end(canceled)));
            queue().remove(id);

            assertThat(stored).containsOnlyOnce(true);
            assertThat(jobs().find(id)).contains(stored.get(0) ? succeeded : canceled);
            assertThat(queue().renewLease(claim, LEASE)).isFalse();
        }
    }

    @Test
    void removingAJobInvalidatesItsClaim() {
        InferenceJobId held = enqueue(job());
        InferenceJobId waiting = enqueue(job());
        Claim claim = claim("n").orElseThrow();

        queue().remove(held);
        queue().remove(waiting);
        queue().remove(waiting);

        assertThat(queue().renewLease(claim, LEASE)).isFalse();
        assertThat(queue().complete(claim, succeeded(held))).isFalse();
        assertThat(queue().requeue(claim, "late", Retry.inPlace(LEASE))).isFalse();
        assertThat(jobs().find(held).orElseThrow().status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(claim("n")).isEmpty();
    }
}
