package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lends idle nodes to jobs that can be divided. Thread-safe. */
final class IdleNodes {

    private static final Logger LOG = LoggerFactory.getLogger(IdleNodes.class);

    private final List<Helper> helpers;
    private final InferenceQueue queue;
    private final Duration timeout;
    private final Executor threads;

    /**
     * @param helpers the nodes that may be lent, as they are at each moment; none: jobs are not divided
     * @param timeout of one attempt
     * @param threads for blocking work
     */
    IdleNodes(List<Helper> helpers, InferenceQueue queue, Duration timeout, Executor threads) {
        this.helpers = helpers;
        this.queue = queue;
        this.timeout = timeout;
        this.threads = threads;
    }

    /** Idle nodes that could run the claim's job and for which no other job waits, at most this many. */
    List<Loan> borrow(Claim claim, int most) {
        List<Loan> loans = new ArrayList<>();
        try {
            for (Helper helper : candidates(claim)) {
                if (loans.size() < most && lend(claim, helper)) {
                    loans.add(new Loan(claim, helper, queue, threads));
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("Not all idle nodes could be asked to help with inference {}", claim.job(), e);
        }
        return loans;
    }

    /** Those that have its checkpoint loaded first. */
    private List<Helper> candidates(Claim claim) {
        return helpers.stream()
                .filter(helper -> helper.mayHelp(claim))
                .sorted(Comparator.comparing(helper -> !helper.isReadyFor(claim.inference())))
                .toList();
    }

    private boolean lend(Claim claim, Helper helper) {
        Optional<Claimant> claimant = helper.claimer()
                .claimant()
                .filter(node ->
                        node.endpoints().contains(claim.inference().place().endpoint()));
        return claimant.isPresent() && queue.lend(claim, claimant.get());
    }

    Duration timeout() {
        return timeout;
    }

    /** Runs it in a second. */
    void later(Runnable task) {
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, threads).execute(task);
    }
}
