package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Inference queue, in {@code inference_queue}: one row for each job that has not ended. */
@Singleton
public final class JdbcInferenceQueue implements InferenceQueue {

    private static final LeasedRows.Table TABLE = new LeasedRows.Table(
            "inference_queue",
            "job_id",
            "lease_until",
            "(lease_until is null or lease_until <= current_timestamp)",
            "lease_until > current_timestamp",
            "node = ?, node_since = current_timestamp, last_failure = null"); // the failure belongs to the previous
    // attempt

    private static final String GIVES_UP_NODE = "node = null, node_millis = " + QueueExits.NODE_MILLIS;

    private final InferenceJobDao jobs;
    private final InferenceQueueDao rows;
    private final LeasedRows<InferenceJobId> claims;
    private final JobClaimer claimer;
    private final NodeLoans loans;
    private final QueueTurns turns;
    private final QueueMover mover;
    private final InferenceJobJsonColumns json;
    private final QueueLimit limit;
    private final QuotaGuard quotas;
    private final JobEnds ends;
    private final UnservableNeeds needs;
    private final TransactionTemplate transactionTemplate;
    private final EventOutbox outbox;

    JdbcInferenceQueue(
            InferenceJobDao jobs,
            InferenceQueueDao rows,
            ClaimCandidateQuery claimCandidateQuery,
            NodeLoans loans,
            QueueTurns turns,
            QueueMover mover,
            InferenceJobJsonColumns json,
            QueueLimit limit,
            QuotaGuard quotas,
            JobEnds ends,
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate,
            EventOutbox outbox) {
        this.jobs = jobs;
        this.rows = rows;
        this.claims = new LeasedRows<>(jdbc, transactionTemplate, TABLE, InferenceJobId::value);
        this.claimer = new JobClaimer(rows, jobs, json, claimCandidateQuery, claims, loans, turns);
        this.loans = loans;
        this.turns = turns;
        this.mover = mover;
        this.json = json;
        this.limit = limit;
        this.quotas = quotas;
        this.ends = ends;
        this.needs = new UnservableNeeds(rows, transactionTemplate);
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
    }

    @Override
    public boolean enqueue(InferenceJob started, boolean isNew) {
        InferenceQueueEntity row = InferenceQueueEntity.of(started);
        return turns.around(row, () -> transactionTemplate.executeDurably(() -> enqueue(row, started, isNew)));
    }

    @Override
    public boolean enqueueAwaited(InferenceJob started, boolean isNew) {
        InferenceQueueEntity row = InferenceQueueEntity.of(started);
        return turns.around(row, () -> transactionTemplate.execute(() -> enqueue(row, started, isNew)));
    }

    private boolean enqueue(InferenceQueueEntity row, InferenceJob started, boolean isNew) {
        if (!InferenceJobEntity.storeStarted(jobs, started, isNew, json)) {
            return false;
        }
        limit.requireCapacity(rows.countWaiting());
        quotas.enqueue(row.userName());
        rows.insert(row.at(turns.next(row)));
        outbox.addStarted(started, isNew);
        return true;
    }

    @Override
    public Optional<Claim> claim(Claimant claimant, Duration lease) {
        if (claimant.endpoints().isEmpty()) {
            return Optional.empty();
        }
        return LeasedRows.unlessTaken(() -> transactionTemplate.execute(() -> claimer.claim(claimant, lease)));
    }

    @Override
    public boolean renewLease(Claim claim, Duration lease) {
        return claims.renew(claim, lease);
    }

    @Override
    public boolean releaseNode(Claim claim, Duration lease) {
        return transactionTemplate.execute(() -> {
            quotas.charge(claim);
            return claims.update(
                    claim, GIVES_UP_NODE + ", lease_until = " + LeasedRows.UNTIL, DatabaseClock.seconds(lease));
        });
    }

    @Override
    public boolean complete(Claim claim, InferenceJob ended) {
        return ends.complete(claim, ended);
    }

    @Override
    public boolean requeue(Claim claim, String reason, Retry retry) {
        String excluded = retry.excluding()
                ? ExcludedNodes.with(claim.excluded(), claim.node())
                : ExcludedNodes.write(claim.excluded());
        return transactionTemplate.execute(() -> {
            quotas.charge(claim);
            boolean changed = claims.update(
                    claim,
                    GIVES_UP_NODE
                            + ", lease_until = null, last_failure = ?, urgency = urgency + ?, excused = excused + ?,"
                            + " excluded = ?, need = ?",
                    reason,
                    retry.behind() && !claim.failed() ? InferenceQueueEntity.FAILED : 0,
                    retry.excused() ? 1 : 0,
                    excluded,
                    InferenceQueueEntity.of(claim.inference()).need(excluded));
            if (!changed) {
                return false;
            }
            rows.forget(claim.job().value(), claim.node());
            rows.avoid(claim.job().value(), claim.node(), DatabaseClock.seconds(retry.avoid()));
            return true;
        });
    }

    @Override
    public boolean lend(Claim claim, Claimant node) {
        return LeasedRows.unlessTaken(() -> Optional.of(transactionTemplate.execute(() -> loans.lend(claim, node))))
                .orElse(false);
    }

    @Override
    public void giveBack(Claim claim, String node) {
        transactionTemplate.execute(() -> {
            loans.giveBack(claim, node);
            return true;
        });
    }

    @Override
    public void remove(InferenceJobId job) {
        ends.remove(job);
    }

    @Override
    public List<InferenceJob> move(List<InferenceJob> waiting, InferenceJob.EndpointRef target) {
        return waiting.isEmpty() ? waiting : transactionTemplate.executeDurably(() -> mover.move(waiting, target));
    }

    @Override
    public List<Need> needs() {
        return needs.all();
    }

    @Override
    public List<InferenceJobId> markUnservable(Need need, String reason, Duration since) {
        return needs.markUnservable(need, reason, since);
    }

    @Override
    public void postpone(Need need, String reason) {
        needs.postpone(need, reason);
    }

    @Override
    public void markServable(Need need) {
        needs.markServable(need);
    }

    @Override
    public boolean giveUp(InferenceJob ended) {
        return ends.giveUp(ended);
    }

    @Override
    public Optional<Position> position(InferenceJobId job) {
        return rows.position(job.value())
                .map(row -> new Position(
                        row.ahead(),
                        row.claimed()
                                ? Optional.of(new Holder(Optional.ofNullable(row.node()), row.attempt()))
                                : Optional.empty()));
    }

    @Override
    public List<Ahead> ahead(InferenceJobId job, Set<EndpointId> endpoints) {
        if (endpoints.isEmpty()) {
            return List.of();
        }
        return rows.ahead(job.value(), values(endpoints)).stream()
                .map(row -> new Ahead(
                        Optional.ofNullable(row.model()),
                        row.modelStored(),
                        Optional.ofNullable(row.node()),
                        row.jobs()))
                .toList();
    }

    private static List<UUID> values(Set<EndpointId> endpoints) {
        return endpoints.stream().map(EndpointId::value).toList();
    }

    @Override
    public Map<String, InferenceJobId> running() {
        return rows.running().stream()
                .collect(Collectors.toMap(
                        InferenceQueueDao.Running::node,
                        row -> new InferenceJobId(row.jobId()),
                        (first, other) -> first));
    }

    @Override
    public Map<EndpointId, Integer> load(Set<EndpointId> endpoints) {
        if (endpoints.isEmpty()) {
            return Map.of();
        }
        return rows.load(values(endpoints)).stream()
                .collect(Collectors.toMap(load -> new EndpointId(load.endpointId()), InferenceQueueDao.Load::jobs));
    }
}
