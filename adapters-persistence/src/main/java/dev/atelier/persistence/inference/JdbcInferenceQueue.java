package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.UniqueViolation;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Inference queue, in {@code inference_queue}: one row for each job that is not settled. The attempt number of a claim
 * is its fencing token, since it grows with every claim.
 */
@Singleton
public final class JdbcInferenceQueue implements InferenceQueue {

    private final InferenceJobDao jobs;
    private final InferenceQueueDao rows;
    private final JobClaimer claims;
    private final InferenceJobJsonColumns json;
    private final QueueLimit limit;
    private final TransactionTemplate transactionTemplate;

    JdbcInferenceQueue(
            InferenceJobDao jobs,
            InferenceQueueDao rows,
            JobClaimer claims,
            InferenceJobJsonColumns json,
            QueueLimit limit,
            TransactionTemplate transactionTemplate) {
        this.jobs = jobs;
        this.rows = rows;
        this.claims = claims;
        this.json = json;
        this.limit = limit;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public boolean enqueue(InferenceJob started) {
        return transactionTemplate.executeDurably(() -> {
            if (jobs.start(started.id().value(), started.started(), json.models(started.models())) == 0) {
                return false;
            }
            limit.requireCapacity(rows.countWaiting());
            rows.insert(InferenceQueueEntity.of(started));
            return true;
        });
    }

    @Override
    public Optional<Claim> claim(Claimant claimant, Duration lease) {
        if (claimant.endpoints().isEmpty()) {
            return Optional.empty();
        }
        try {
            return transactionTemplate.execute(() -> claims.claim(claimant, DatabaseClock.seconds(lease)));
        } catch (DataAccessException e) {
            if (UniqueViolation.isCauseOf(e)) {
                return Optional.empty(); // the same node claimed a job through another replica concurrently
            }
            throw e;
        }
    }

    @Override
    public boolean renewLease(Claim claim, Duration lease) {
        return transactionTemplate.execute(
                        () -> rows.renew(claim.job().value(), claim.attempt(), DatabaseClock.seconds(lease)))
                > 0;
    }

    @Override
    public boolean releaseNode(Claim claim, Duration lease) {
        return transactionTemplate.execute(
                        () -> rows.leaveNode(claim.job().value(), claim.attempt(), DatabaseClock.seconds(lease)))
                > 0;
    }

    @Override
    public boolean complete(Claim claim, InferenceJob ended) {
        return transactionTemplate.executeDurably(() -> {
            if (rows.remove(claim.job().value(), claim.attempt()) == 0) {
                return false;
            }
            return jobs.end(
                            claim.job().value(),
                            ended.status(),
                            json.images(ended.images()),
                            ended.error(),
                            ended.completed())
                    > 0;
        });
    }

    @Override
    public boolean requeue(Claim claim, String reason, Duration avoid) {
        return transactionTemplate.execute(() -> {
            if (rows.putBack(claim.job().value(), claim.attempt(), reason) == 0) {
                return false;
            }
            rows.forget(claim.job().value(), claim.node());
            rows.avoid(claim.job().value(), claim.node(), DatabaseClock.seconds(avoid));
            return true;
        });
    }

    @Override
    public void remove(InferenceJobId job) {
        transactionTemplate.executeDurably(() -> rows.remove(job.value()));
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
