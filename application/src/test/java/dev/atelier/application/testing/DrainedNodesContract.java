package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Need;
import dev.atelier.application.node.NodeDrains.Drain;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes that take nothing new, and the jobs that wait for them: a part of {@link InferenceQueueContract}. */
abstract class DrainedNodesContract extends QueueHarness {

    private static final UserName ROOT = new UserName("root");

    @Test
    void aDrainedNodeGetsNothingUntilItIsResumed() {
        assertThat(drains().begin("n1", ROOT)).isTrue();
        assertThat(drains().begin("n1", ROOT)).isFalse();
        InferenceJobId job = enqueue(job());

        assertThat(claim("n1")).isEmpty();
        assertThat(drains().all()).containsOnlyKeys("n1");
        assertThat(drains().all().get("n1").by()).isEqualTo(ROOT);

        assertThat(drains().end("n1")).isTrue();
        assertThat(drains().end("n1")).isFalse();

        assertThat(drains().all()).isEmpty();
        assertThat(claim("n1").map(Claim::job)).contains(job);
    }

    @Test
    void otherNodesGetTheJobsOfADrainedOne() {
        drains().begin("n1", ROOT);
        InferenceJobId job = enqueue(job());

        assertThat(claim("n2").map(Claim::job)).contains(job);
    }

    @Test
    void aNodeFinishesWhatItRunsWhenItIsDrained() {
        InferenceJobId running = enqueue(job());
        enqueue(job());
        Claim claim = claim("n1").orElseThrow();
        assertThat(queue().running()).containsOnlyKeys("n1").containsValue(running);

        drains().begin("n1", ROOT);

        assertThat(queue().renewLease(claim, LEASE)).isTrue();
        assertThat(queue().running()).containsOnlyKeys("n1");
        assertThat(queue().releaseNode(claim, LEASE)).isTrue();
        assertThat(queue().running()).isEmpty();
        assertThat(claim("n1")).isEmpty();
        assertThat(queue().complete(claim, succeeded(running))).isTrue();
        assertThat(claim("n1")).isEmpty();
    }

    @Test
    void aDrainedNodeWhoseClaimExpiredGetsNothingEither() {
        InferenceJobId lost = enqueue(job());
        claim("n1");
        drains().begin("n1", ROOT);

        letTimePass(LEASE.plusSeconds(1));

        assertThat(queue().running()).isEmpty();
        assertThat(claim("n1")).isEmpty();
        assertThat(claim("n2").map(Claim::job)).contains(lost);
        drains().end("n1");
        enqueue(job());
        assertThat(claim("n1")).isPresent();
    }

    @Test
    void theFirstWhoDrainsANodeIsKept() {
        drains().begin("n1", ROOT);
        Drain first = drains().all().get("n1");

        drains().begin("n1", new UserName("ann"));

        assertThat(drains().all().get("n1")).isEqualTo(first);
    }

    @Test
    void aPostponedJobCarriesItsReasonAndIsNotGivenUp() {
        InferenceJobId waiting = enqueue(job().generation("a"));

        queue().postpone(onlyNeed(), "its node is drained");
        letTimePass(Duration.ofDays(2));

        InferenceJob job = jobs().find(waiting).orElseThrow();
        assertThat(job.error()).isEqualTo("its node is drained");
        assertThat(onlyNeed().unservable()).isTrue();
        assertThat(queue().giveUp(job.fail("given up", job.started()))).isFalse();
        assertThat(jobs().find(waiting)).contains(job);

        queue().markServable(onlyNeed());

        assertThat(jobs().find(waiting).orElseThrow().error()).isNull();
        assertThat(onlyNeed().unservable()).isFalse();
        assertThat(claim("n1").map(Claim::job)).contains(waiting);
    }

    @Test
    void theTimeOfAPostponedJobRunsOnceItIsUnservable() {
        InferenceJobId waiting = enqueue(job().generation("a"));
        queue().markUnservable(onlyNeed(), "no node has it", LEASE);
        queue().postpone(onlyNeed(), "its node is drained");
        letTimePass(LEASE.plusSeconds(1));

        assertThat(queue().markUnservable(onlyNeed(), "no node has it", LEASE)).isEmpty();
        letTimePass(LEASE.plusSeconds(1));
        assertThat(queue().markUnservable(onlyNeed(), "no node has it", LEASE)).containsExactly(waiting);
    }

    private Need onlyNeed() {
        assertThat(queue().needs()).hasSize(1);
        return queue().needs().get(0);
    }
}
