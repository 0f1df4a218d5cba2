package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.domain.inference.InferenceJobId;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds and takes the next job for a node, in a transaction that the caller began. Looking locks nothing; then the first
 * job found that nobody else is just taking is locked, looked at again and taken.
 */
@Singleton
final class JobClaimer {

    /** How many jobs are looked up at once, so that as many nodes can claim at the same moment. */
    private static final int CANDIDATES = 16;

    /** How often all candidates may be snatched away, each by somebody who got it, before this node is told to ask again. */
    private static final int TRIES = 4;

    private final InferenceQueueDao rows;
    private final ClaimCandidateQuery claimCandidateQuery;

    JobClaimer(InferenceQueueDao rows, ClaimCandidateQuery claimCandidateQuery) {
        this.rows = rows;
        this.claimCandidateQuery = claimCandidateQuery;
    }

    Optional<Claim> claim(Claimant claimant, BigDecimal lease) {
        if (holdsClaim(claimant.node())) {
            return Optional.empty();
        }
        ClaimablePredicate claimablePredicate = new ClaimablePredicate(claimant);
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<QueuePartition> lane = claimCandidateQuery.due(claimant, claimablePredicate);
            if (lane.isEmpty()) {
                return Optional.empty();
            }
            for (UUID job : claimCandidateQuery.jobs(lane.get(), claimablePredicate, CANDIDATES)) {
                Optional<InferenceQueueDao.Attempt> waiting = rows.lockWaiting(job);
                if (waiting.isPresent()) {
                    return Optional.of(take(job, waiting.get(), claimant.node(), lease));
                }
            }
        }
        return Optional.empty();
    }

    /** Gives up a claim of this node that has lapsed: its name can be in one row only. */
    private boolean holdsClaim(String node) {
        List<Boolean> holds = rows.holds(node);
        if (holds.isEmpty()) {
            return false;
        }
        return holds.get(0) || rows.giveUpLapsed(node) == 0;
    }

    private Claim take(UUID job, InferenceQueueDao.Attempt last, String node, BigDecimal lease) {
        int attempt = last.attempt() + 1;
        rows.take(job, node, attempt, lease);
        return new Claim(new InferenceJobId(job), node, attempt, attempt, last.lastFailure());
    }
}
