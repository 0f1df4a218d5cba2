package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Loans of idle nodes to the claims of others, in the caller's transaction. A loan holds as long as its claim generates, so it
 * needs no lease. A claim and a loan of one node exclude each other by the lock of its row in {@code node_loan}.
 */
@Singleton
final class NodeLoans {

    private final NodeLoanDao loans;
    private final InferenceQueueDao rows;
    private final ClaimCandidateQuery claimCandidateQuery;

    NodeLoans(NodeLoanDao loans, InferenceQueueDao rows, ClaimCandidateQuery claimCandidateQuery) {
        this.loans = loans;
        this.rows = rows;
        this.claimCandidateQuery = claimCandidateQuery;
    }

    /** Whether the node is lent; keeps it from being lent until the transaction ends. */
    boolean isLent(String node) {
        Optional<NodeLoanEntity> loan = loans.lock(node);
        if (loan.isEmpty()) {
            loans.insert(node);
        }
        return loan.filter(row -> row.jobId() != null && rows.generates(row.jobId(), row.attempt()))
                .isPresent();
    }

    boolean lend(Claim claim, Claimant node) {
        boolean idle = !isLent(node.node())
                && rows.holds(node.node()).stream().noneMatch(holds -> holds)
                && claimCandidateQuery.due(node, new ClaimablePredicate(node)).isEmpty();
        if (!idle || !rows.generates(claim.job().value(), claim.token())) {
            return false;
        }
        loans.lend(node.node(), claim.job().value(), claim.token());
        return true;
    }

    void giveBack(Claim claim, String node) {
        loans.giveBack(node, claim.job().value(), claim.token());
    }
}
