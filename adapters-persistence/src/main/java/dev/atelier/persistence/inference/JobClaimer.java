package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.LeasedRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds and claims the next job for a node, in the caller's transaction. */
final class JobClaimer {

    /** How many times other nodes may claim all candidates before this call returns without a job. */
    private static final int TRIES = 4;

    private final InferenceQueueDao rows;
    private final InferenceJobDao jobs;
    private final InferenceJobJsonColumns json;
    private final ClaimCandidateQuery claimCandidateQuery;
    private final LeasedRows<InferenceJobId> claims;
    private final NodeLoans loans;
    private final QueueTurns turns;

    JobClaimer(
            InferenceQueueDao rows,
            InferenceJobDao jobs,
            InferenceJobJsonColumns json,
            ClaimCandidateQuery claimCandidateQuery,
            LeasedRows<InferenceJobId> claims,
            NodeLoans loans,
            QueueTurns turns) {
        this.rows = rows;
        this.jobs = jobs;
        this.json = json;
        this.claimCandidateQuery = claimCandidateQuery;
        this.claims = claims;
        this.loans = loans;
        this.turns = turns;
    }

    Optional<Claim> claim(Claimant claimant, Duration lease) {
        if (holdsClaim(claimant.node())) {
            return Optional.empty();
        }
        turns.beforeClaim();
        ClaimablePredicate claimablePredicate = new ClaimablePredicate(claimant);
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<QueuePartition> partition = claimCandidateQuery.due(claimant, claimablePredicate);
            if (partition.isEmpty() || tries == 0 && loans.isLent(claimant.node())) {
                return Optional.empty();
            }
            List<UUID> candidates =
                    claimCandidateQuery.jobs(partition.get(), claimablePredicate, LeasedRows.CANDIDATES);
            boolean last = candidates.size() == 1 && isLast(partition.get(), claimablePredicate);
            Optional<Claim> claim = claims.claimFirst(
                    candidates, lease, (attempt, row) -> read(attempt, row, claimant, last), claimant.node());
            if (claim.isPresent()) {
                turns.advance(
                        claimant, partition.get().urgency(), partition.get().due());
                if (!last) {
                    turns.given(claim.get().job(), claimant.node());
                }
                return claim;
            }
        }
        return Optional.empty();
    }

    /** Whether nothing else waits beside the only job of this partition. */
    private boolean isLast(QueuePartition partition, ClaimablePredicate claimablePredicate) {
        return partition.alone()
                && (partition.model() == null
                        || claimCandidateQuery
                                        .jobs(partition.ofAnyModel(), claimablePredicate, 2)
                                        .size()
                                == 1);
    }

    /** Null for a job that was moved to another endpoint since the candidates were read. */
    private Claim read(int attempt, ResultSet row, Claimant claimant, boolean last) throws SQLException {
        if (!claimant.endpoints().contains(new EndpointId(row.getObject("endpoint_id", UUID.class)))) {
            return null;
        }
        return new Claim(
                jobs.findById(row.getObject("job_id", UUID.class)).orElseThrow().toJob(json),
                claimant.node(),
                attempt - row.getInt("excused"),
                attempt,
                row.getString("last_failure"),
                row.getInt("urgency") >= InferenceQueueEntity.FAILED,
                ExcludedNodes.read(row.getString("excluded")),
                last);
    }

    /** Releases an expired claim of this node: a node has at most one row. A drained node is as one whose claim holds. */
    private boolean holdsClaim(String node) {
        List<Boolean> holds = rows.holds(node);
        return holds.contains(true) || !holds.isEmpty() && rows.giveUpLapsed(node) == 0;
    }
}
