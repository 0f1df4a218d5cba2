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
            "node = ?, last_failure = null"); // the failure belongs to the previous attempt

    private final InferenceJobDao jobs;
    private final InferenceQueueDao rows;
    private final LeasedRows<InferenceJobId> claims;
    private final JobClaimer claimer;
    private final InferenceJobJsonColumns json;
    private final QueueLimit limit;
    private final TransactionTemplate transactionTemplate;
    private final EventOutbox outbox;

    JdbcInferenceQueue(
            InferenceJobDao jobs,
            InferenceQueueDao rows,
            ClaimCandidateQuery claimCandidateQuery,
            InferenceJobJsonColumns json,
            QueueLimit limit,
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate,
            EventOutbox outbox) {
        this.jobs = jobs;
        this.rows = rows;
        this.claims = new LeasedRows<>(jdbc, transactionTemplate, TABLE, InferenceJobId::value);
        this.claimer = new JobClaimer(rows, jobs, json, claimCandidateQuery, claims);
        this.json = json;
        this.limit = limit;
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
    }

    @Override
    public boolean enqueue(InferenceJob started, boolean isNew) {
        return transactionTemplate.executeDurably(() -> {
            if (!InferenceJobEntity.storeStarted(jobs, started, isNew, json)) {
                return false;
            }
            limit.requireCapacity(rows.countWaiting());
            rows.insert(InferenceQueueEntity.of(started));
            outbox.addStarted(started, isNew);
            return true;
        });
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
        return claims.update(claim, "node = null, lease_until = " + LeasedRows.UNTIL, DatabaseClock.seconds(lease));
    }

    @Override
    public boolean complete(Claim claim, InferenceJob ended) {
        return transactionTemplate.executeDurably(() -> {
            if (!claims.remove(claim)) {
                return false;
            }
            return end(ended);
        });
    }

    @Override
    public boolean requeue(Claim claim, String reason, Retry retry) {
        return transactionTemplate.execute(() -> {
            boolean changed = claims.update(
                    claim,
                    "node = null, lease_until = null, last_failure = ?, urgency = urgency + ?, excused = excused + ?,"
                            + " excluded = ?",
                    reason,
                    retry.behind() && !claim.failed() ? InferenceQueueEntity.FAILED : 0,
                    retry.excused() ? 1 : 0,
                    retry.excluding()
                            ? ExcludedNodes.with(claim.excluded(), claim.node())
                            : ExcludedNodes.write(claim.excluded()));
            if (!changed) {
                return false;
            }
            rows.forget(claim.job().value(), claim.node());
            rows.avoid(claim.job().value(), claim.node(), DatabaseClock.seconds(retry.avoid()));
            return true;
        });
    }

    @Override
    public void remove(InferenceJobId job) {
        transactionTemplate.executeDurably(() -> rows.remove(job.value()));
    }

    @Override
    public List<Need> needs() {
        return rows.needs().stream()
                .map(need -> new Need(
                        new EndpointId(need.endpointId()),
                        Optional.ofNullable(need.model()),
                        need.modelStored(),
                        ExcludedNodes.read(need.excluded()),
                        need.marked() > 0))
                .toList();
    }

    @Override
    public List<InferenceJobId> markUnservable(Need need, String reason, Duration since) {
        UUID endpoint = need.endpoint().value();
        String model = need.model().orElse(null);
        String excluded = ExcludedNodes.write(need.excluded());
        return transactionTemplate.execute(() -> {
            rows.mark(endpoint, model, need.stored(), excluded);
            rows.explain(endpoint, model, need.stored(), excluded, reason);
            return rows
                    .markedFor(endpoint, model, need.stored(), excluded, DatabaseClock.seconds(since.negated()))
                    .stream()
                    .map(InferenceJobId::new)
                    .toList();
        });
    }

    @Override
    public void markServable(Need need) {
        UUID endpoint = need.endpoint().value();
        String model = need.model().orElse(null);
        String excluded = ExcludedNodes.write(need.excluded());
        transactionTemplate.execute(() -> {
            rows.withdraw(endpoint, model, need.stored(), excluded);
            return rows.unmark(endpoint, model, need.stored(), excluded);
        });
    }

    @Override
    public boolean giveUp(InferenceJob ended) {
        return transactionTemplate.executeDurably(() -> rows.giveUp(ended.id().value()) > 0 && end(ended));
    }

    private boolean end(InferenceJob ended) {
        boolean stored = jobs.end(
                        ended.id().value(),
                        ended.status(),
                        json.images(ended.images()),
                        ended.error(),
                        ended.completed())
                > 0;
        if (stored) {
            outbox.add(Event.ended(ended));
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
    public Map<EndpointId, Integer> load(Set<EndpointId> endpoints) {
        if (endpoints.isEmpty()) {
            return Map.of();
        }
        return rows.load(endpoints.stream().map(EndpointId::value).toList()).stream()
                .collect(Collectors.toMap(load -> new EndpointId(load.endpointId()), InferenceQueueDao.Load::jobs));
    }
}
