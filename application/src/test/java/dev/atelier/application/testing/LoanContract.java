package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Retry;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Nodes that are lent to the claims of others: the third part of {@link InferenceQueueContract}. */
abstract class LoanContract extends ClaimLifeContract {

    @Test
    void aLentNodeClaimsNothingUntilItIsGivenBack() {
        enqueue(job());
        Claim claim = claim("n1").orElseThrow();
        assertThat(queue().lend(claim, node("n2"))).isTrue();
        assertThat(queue().lend(claim, node("n3"))).isTrue();
        InferenceJobId other = enqueue(job());
        assertThat(claim("n2")).isEmpty();
        assertThat(claim("n3")).isEmpty();

        queue().giveBack(claim, "n2");
        queue().giveBack(claim, "n2");

        assertThat(claim("n3")).isEmpty();
        assertThat(claimed(node("n2"))).isEqualTo(other);
    }

    @Test
    void aNodeIsNotLentWhileAJobWaitsForIt() {
        enqueue(job());
        Claim claim = claim("n1").orElseThrow();
        InferenceJobId waiting = enqueue(job());

        assertThat(queue().lend(claim, node("n2"))).isFalse();
        assertThat(claimed(node("n2"))).isEqualTo(waiting);

        enqueue(job().on(TestEndpoints.endpoint().build())); // which neither of them serves
        assertThat(queue().lend(claim, node("n3"))).isTrue();
    }

    @Test
    void aNodeThatIsBusyOrLentIsNotLent() {
        enqueue(job());
        enqueue(job());
        Claim first = claim("n1").orElseThrow();
        Claim second = claim("n2").orElseThrow();

        assertThat(queue().lend(first, node("n1"))).isFalse();
        assertThat(queue().lend(first, node("n2"))).isFalse();
        assertThat(queue().lend(first, node("n3"))).isTrue();
        assertThat(queue().lend(second, node("n3"))).isFalse();
        queue().giveBack(second, "n3");
        enqueue(job());
        assertThat(claim("n3")).as("another claim cannot end the loan").isEmpty();
    }

    @Test
    void aLoanEndsWithItsClaim() {
        endsWith(claim -> queue().complete(claim, succeeded(claim.job())));
        endsWith(claim -> queue().requeue(claim, "by the test", Retry.inPlace(Duration.ZERO)));
        endsWith(claim -> queue().remove(claim.job()));
        endsWith(claim -> queue().releaseNode(claim, LEASE));
        endsWith(claim -> letTimePass(LEASE.plusSeconds(5)));
    }

    private void endsWith(Consumer<Claim> end) {
        enqueue(job());
        Claim claim = claim("n1").orElseThrow();
        assertThat(queue().lend(claim, node("n2"))).isTrue();
        enqueue(job());
        assertThat(claim("n2")).isEmpty();

        end.accept(claim);

        assertThat(claim("n2")).isPresent();
        for (Optional<Claim> left = claim("n4"); left.isPresent(); left = claim("n4")) {
            queue().remove(left.get().job());
        }
        letTimePass(LEASE.plusSeconds(5));
        drain(node("n5"));
    }

    @Test
    void aClaimThatIsLostBorrowsNothing() {
        enqueue(job());
        Claim lost = claim("n1").orElseThrow();
        letTimePass(LEASE.plusSeconds(5));
        claim("n1").orElseThrow();

        assertThat(queue().lend(lost, node("n2"))).isFalse();

        enqueue(job());
        assertThat(claim("n2")).isPresent();
    }

    @Test
    void aNodeThatClaimsWhileItIsLentDoesOnlyOneOfThem() throws Exception {
        for (int i = 0; i < 20; i++) {
            enqueue(job());
            Claim claim = claim("n1").orElseThrow();
            List<Boolean> done = Concurrently.all(List.of(() -> queue().lend(claim, node("n2")), () -> {
                enqueue(job());
                return claim("n2").isPresent();
            }));

            assertThat(done).as("round " + i).isNotEqualTo(List.of(true, true));

            queue().remove(claim.job());
            letTimePass(LEASE.plusSeconds(5));
            drain(node("n3"));
        }
    }
}
