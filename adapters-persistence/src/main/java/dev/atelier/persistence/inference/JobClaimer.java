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
 * Finds and claims the next job for a node, in the caller's transaction. Candidates are read without locks; then the
 * first candidate that no other transaction has locked is locked, checked again and claimed.
 */
@Singleton
final class JobClaimer {

    /** How many jobs are read at once, which is how many nodes can claim at the same time without conflict. */
    private static final int CANDIDATES = 16;

    /** How many times other nodes may claim all candidates before this call returns without a job. */
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
            Optional<QueuePartition> partition = claimCandidateQuery.due(claimant, claimablePredicate);
            if (partition.isEmpty()) {
                return Optional.empty();
            }
            for (UUID job : claimCandidateQuery.jobs(partition.get(), claimablePredicate, CANDIDATES)) {
                Optional<InferenceQueueDao.Attempt> waiting = rows.lockWaiting(job);
                if (waiting.isPresent()) {
                    return Optional.of(take(job, waiting.get(), claimant.node(), lease));
                }
            }
        }
        return Optional.empty();
    }

    /** Releases an expired claim of this node: a node has at most one row. */
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
