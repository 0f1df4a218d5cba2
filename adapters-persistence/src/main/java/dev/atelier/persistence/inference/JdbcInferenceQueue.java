package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import dev.atelier.persistence.usage.UsageRecorder;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

    /** Before all needs. */
    private static final UUID NO_NEED = new UUID(0, 0);

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
    private final QueueExits exits;
    private final UsageRecorder usage;
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
            QueueExits exits,
            UsageRecorder usage,
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
        this.exits = exits;
        this.usage = usage;
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
    }

    @Override
    public boolean enqueue(InferenceJob started, boolean isNew) {
        InferenceQueueEntity row = InferenceQueueEntity.of(started);
        return turns.around(
                row,
                () -> transactionTemplate.executeDurably(() -> {
                    if (!InferenceJobEntity.storeStarted(jobs, started, isNew, json)) {
                        return false;
                    }
                    limit.requireCapacity(rows.countWaiting());
                    quotas.enqueue(row.userName());
                    rows.insert(row.at(turns.next(row)));
                    outbox.addStarted(started, isNew);
                    return true;
                }));
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
        return transactionTemplate.executeDurably(() -> {
            quotas.charge(claim);
            OptionalLong worked = exits.remove(claim);
            return worked.isPresent() && end(ended, claim.node(), worked.getAsLong());
        });
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
        transactionTemplate.executeDurably(() -> {
            quotas.charge(job);
            OptionalLong worked = exits.remove(job);
            if (worked.orElse(0) > 0) {
                jobs.findById(job.value()).ifPresent(row -> usage.worked(row.toJob(json), worked.getAsLong()));
            }
            return worked.isPresent();
        });
    }

    @Override
    public List<InferenceJob> move(List<InferenceJob> waiting, InferenceJob.EndpointRef target) {
        return waiting.isEmpty() ? waiting : transactionTemplate.executeDurably(() -> mover.move(waiting, target));
    }

    /** Reads a row for each need, and not the other jobs that need the same. */
    @Override
    public List<Need> needs() {
        return transactionTemplate.execute(() -> {
            Map<UUID, Need> needs = new LinkedHashMap<>();
            UUID after = NO_NEED;
            for (var row = rows.nextNeed(after); row.isPresent(); row = rows.nextNeed(after)) {
                after = row.get().need();
                Need need = read(row.get());
                if (!id(need).equals(after)) {
                    rows.correctNeed(row.get().jobId(), id(need));
                }
                needs.merge(id(need), need, (known, same) -> known.unservable() ? known : same);
            }
            return List.copyOf(needs.values());
        });
    }

    private static Need read(InferenceQueueDao.Need row) {
        return new Need(
                new EndpointId(row.endpointId()),
                Optional.ofNullable(row.model()),
                row.modelStored(),
                ExcludedNodes.read(row.excluded()),
                row.marked());
    }

    private static UUID id(Need need) {
        return InferenceQueueEntity.need(
                need.endpoint().value(),
                need.model().orElse(null),
                need.stored(),
                ExcludedNodes.write(need.excluded()));
    }

    @Override
    public List<InferenceJobId> markUnservable(Need need, String reason, Duration since) {
        UUID id = id(need);
        return transactionTemplate.execute(() -> {
            rows.mark(id);
            rows.explain(id, reason);
            return rows.markedFor(id, DatabaseClock.seconds(since.negated())).stream()
                    .map(InferenceJobId::new)
                    .toList();
        });
    }

    @Override
    public void postpone(Need need, String reason) {
        UUID id = id(need);
        transactionTemplate.execute(() -> {
            rows.postpone(id);
            return rows.explain(id, reason);
        });
    }

    @Override
    public void markServable(Need need) {
        UUID id = id(need);
        transactionTemplate.execute(() -> {
            rows.unmark(id); // first: ends and deletions of jobs also lock the queue's rows before the jobs'
            return rows.withdraw(id);
        });
    }

    @Override
    public boolean giveUp(InferenceJob ended) {
        return transactionTemplate.executeDurably(() -> {
            OptionalLong worked = exits.giveUp(ended.id());
            return worked.isPresent() && end(ended, UsageRecorder.NO_NODE, worked.getAsLong());
        });
    }

    private boolean end(InferenceJob ended, String node, long worked) {
        boolean stored = jobs.end(
                        ended.id().value(),
                        ended.status(),
                        json.images(ended.images()),
                        ended.error(),
                        ended.completed())
                > 0;
        if (stored) {
            outbox.add(Event.ended(ended));
            usage.ended(ended, node, worked);
        }
        return stored;
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
