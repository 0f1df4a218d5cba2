package dev.atelier.persistence.inference;

import dev.atelier.application.access.UserRepository;
import dev.atelier.application.inference.FairShare;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The turns of the jobs in {@code inference_queue}, by the rule of {@link FairShare}. The virtual time is that of the node which
 * has come furthest of those that serve the endpoint: what a node passes over, since it lacks the model or has just failed with
 * the job, does not hold it back. Thread-safe.
 */
@Singleton
final class QueueTurns {

    private final QueueTurnDao rows;
    private final FairShare fairShare;
    private final UserRepository users;
    private final TransactionTemplate transactionTemplate;

    private volatile boolean forgotten;

    /** The turns given in transactions that have not ended, in which others cannot see them. */
    private final Map<Flow, Pending> pending = new HashMap<>();

    /** Whose jobs follow one another. */
    private record Flow(String user, UUID endpoint, int urgency) {}

    private static final class Pending {

        private int transactions;
        private long next;
    }

    QueueTurns(
            QueueTurnDao rows,
            FairShareConfiguration configuration,
            UserRepository users,
            TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.fairShare = configuration.share();
        this.users = users;
        this.transactionTemplate = transactionTemplate;
    }

    /**
     * While users are not served in turn, turns of before would put some of them behind all that arrive: they are reset in the
     * transaction of this process's first claim.
     */
    void beforeClaim() {
        if (!fairShare.enabled() && !forgotten) {
            rows.forgetTurns();
            rows.forgetTime();
            rows.forgetUsers();
            transactionTemplate.afterCommit(() -> forgotten = true);
        }
    }

    /** Runs the transaction that queues the row; it asks for {@link #next} after it has begun. */
    <T> T around(InferenceQueueEntity row, Supplier<T> transaction) {
        if (!fairShare.enabled()) {
            return transaction.get();
        }
        Flow flow = flow(row);
        synchronized (pending) {
            pending.computeIfAbsent(flow, any -> new Pending()).transactions++;
        }
        try {
            return transaction.get();
        } finally {
            synchronized (pending) {
                pending.computeIfPresent(flow, (any, of) -> --of.transactions == 0 ? null : of);
            }
        }
    }

    /** The turn of a new row; the jobs that one process queues for a user have different ones. */
    long next(InferenceQueueEntity row) {
        if (!fairShare.enabled()) {
            return 0;
        }
        long step = step(row.userName());
        long next = rows.next(row.endpointId(), row.urgency(), row.userName(), step);
        synchronized (pending) {
            Pending of = pending.get(flow(row));
            long turn = Math.max(next, of.next);
            of.next = turn + step;
            return turn;
        }
    }

    /**
     * How much later the turns of a user's jobs of one urgency are at another endpoint: its queue has a virtual time of its own,
     * and jobs of the user may wait there.
     */
    long later(List<InferenceQueueDao.Waiting> jobs, UUID endpoint) {
        InferenceQueueDao.Waiting any = jobs.get(0);
        if (!fairShare.enabled() || any.urgency() >= InferenceQueueEntity.FAILED) {
            return 0;
        }
        long first =
                jobs.stream().mapToLong(InferenceQueueDao.Waiting::turn).min().orElseThrow();
        return rows.next(endpoint, any.urgency(), any.userName(), step(any.userName())) - first;
    }

    /** The job was given while others wait, so it counts after it has ended: its user's next one is due a step later. */
    void given(InferenceJobId job, String node) {
        if (fairShare.enabled()) {
            rows.given(job.value())
                    .filter(row -> row.urgency() < InferenceQueueEntity.FAILED)
                    .ifPresent(row -> record(row, node));
        }
    }

    private void record(QueueTurnDao.Given row, String node) {
        if (rows.raise(row.userName(), row.endpointId(), row.urgency(), node, row.turn()) == 0) {
            rows.insertUser(row.userName(), row.endpointId(), row.urgency(), node, row.turn());
        }
    }

    private static Flow flow(InferenceQueueEntity row) {
        return new Flow(row.userName(), row.endpointId(), row.urgency());
    }

    private long step(String user) {
        return fairShare.step(
                fairShare.weighted()
                        ? users.find(new UserName(user)).map(User::roles).orElse(Set.of())
                        : Set.of());
    }

    /** The claimant has come to this turn of an urgency, in the transaction of its claim. */
    void advance(Claimant claimant, int urgency, long turn) {
        if (!fairShare.enabled() || urgency >= InferenceQueueEntity.FAILED) {
            return; // no new job has the urgency of those that have failed
        }
        String node = claimant.node();
        Set<UUID> endpoints =
                claimant.endpoints().stream().map(EndpointId::value).collect(Collectors.toSet());
        Map<UUID, Long> reached = rows.reached(node, urgency).stream()
                .collect(Collectors.toMap(QueueTurnDao.Reached::endpointId, QueueTurnDao.Reached::turn));
        if (reached.values().stream().anyMatch(before -> before < turn)) {
            rows.advance(node, urgency, endpoints, turn);
        }
        if (!reached.keySet().equals(endpoints)) {
            long furthest = reached.values().stream().reduce(turn, Math::max);
            endpoints.stream()
                    .filter(endpoint -> !reached.containsKey(endpoint))
                    .forEach(endpoint -> rows.insert(node, urgency, endpoint, furthest));
            reached.keySet().stream()
                    .filter(endpoint -> !endpoints.contains(endpoint))
                    .forEach(endpoint -> rows.delete(node, urgency, endpoint));
        }
    }
}
