package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Leases and ends of claims: the second part of {@link InferenceQueueContract}. */
abstract class ClaimLifeContract extends ClaimOrderContract {

    private static final Duration HALF = LEASE.dividedBy(2);
    private static final Duration LONGER = LEASE.plusSeconds(5);

    @Test
    void aClaimHoldsForItsLeaseOnly() {
        InferenceJobId id = enqueue(job());
        Claim lapsed = claim("n1").orElseThrow();
        letTimePass(HALF);
        assertThat(claim("n2")).isEmpty();

        letTimePass(LONGER);

        assertThat(queue().renewLease(lapsed, LEASE)).isFalse();
        assertThat(queue().complete(lapsed, succeeded(id))).isFalse();
        assertThat(queue().requeue(lapsed, "slow", LEASE)).isFalse();
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
        assertThat(queue().requeue(old, "slow", LEASE)).isFalse();
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
        assertThat(queue().requeue(released, "disk full", LEASE)).isTrue();

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

        assertThat(queue().requeue(claim, "connection refused", LEASE)).isTrue();

        assertThat(queue().renewLease(claim, LEASE)).isFalse();
        assertThat(claim("n2").orElseThrow())
                .extracting(Claim::job, Claim::attempt, Claim::lastFailure)
                .containsExactly(first, 2, "connection refused");
        assertThat(claimed(node("n1"))).isEqualTo(second);
    }

    @Test
    void aReleasedJobAvoidsEachOfItsNodesForTheTime() {
        InferenceJobId id = enqueue(job());
        queue().requeue(claim("n1").orElseThrow(), "no disk", LEASE.multipliedBy(2));
        queue().requeue(claim("n2").orElseThrow(), "no memory", LEASE);
        assertThat(claim("n1")).isEmpty();
        assertThat(claim("n2")).isEmpty();

        letTimePass(LONGER);

        assertThat(claim("n1")).isEmpty();
        Claim claim = claim("n2").orElseThrow();
        queue().requeue(claim, "no power", Duration.ZERO);
        letTimePass(LEASE);
        assertThat(claimed(node("n1"))).isEqualTo(id);
    }

    @Test
    void theReasonIsThatOfTheAttemptJustBefore() {
        enqueue(job());
        queue().requeue(claim("n1").orElseThrow(), "no disk", Duration.ZERO);
        claim("n1").orElseThrow();
        letTimePass(LONGER);

        assertThat(claim("n1").orElseThrow())
                .extracting(Claim::attempt, Claim::lastFailure)
                .containsExactly(3, null);
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
        assertThat(queue().requeue(claim, "late", LEASE)).isFalse();
        assertThat(jobs().find(held).orElseThrow().status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(claim("n")).isEmpty();
    }
}
