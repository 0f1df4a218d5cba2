package dev.atelier.persistence.inference;

import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Remote invocations, in {@code inference_invocation}: one row each, deleted when its job ends. */
@Singleton
public final class JdbcRemoteInvocationRepository implements RemoteInvocationRepository {

    private final InferenceJobDao jobs;
    private final InvocationDao rows;
    private final InferenceJobJsonColumns json;
    private final QueueLimit limit;
    private final QuotaGuard quotas;
    private final TransactionTemplate transactionTemplate;
    private final EventOutbox outbox;

    JdbcRemoteInvocationRepository(
            InferenceJobDao jobs,
            InvocationDao rows,
            InferenceJobJsonColumns json,
            QueueLimit limit,
            QuotaGuard quotas,
            TransactionTemplate transactionTemplate,
            EventOutbox outbox) {
        this.jobs = jobs;
        this.rows = rows;
        this.json = json;
        this.limit = limit;
        this.quotas = quotas;
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
    }

    @Override
    public boolean register(InferenceJob started, boolean isNew, Instant nextPoll) {
        return transactionTemplate.executeDurably(() -> {
            if (!InferenceJobEntity.storeStarted(jobs, started, isNew, json)) {
                return false;
            }
            limit.requireCapacity(rows.count());
            quotas.invoke(started.user().value());
            rows.save(new InvocationEntity(
                    started.id().value(), started.place().endpoint().value(), null, null, nextPoll));
            outbox.addStarted(started, isNew);
            return true;
        });
    }

    @Override
    public void recordAccepted(InferenceJobId job, OutputLocation outputLocation, Instant nextPoll) {
        transactionTemplate.executeDurably(() -> {
            rows.accepted(
                    job.value(),
                    outputLocation.result().toString(),
                    outputLocation.failure().map(StorageUri::toString).orElse(null),
                    nextPoll);
            return null;
        });
    }

    @Override
    public Optional<Invocation> find(InferenceJobId job) {
        return rows.findById(job.value()).map(InvocationEntity::toInvocation);
    }

    @Override
    public List<Invocation> claimDue(Instant now, Duration pause, int most) {
        return transactionTemplate.execute(() -> rows.due(now, most).stream()
                .filter(row -> rows.take(row.jobId(), now, now.plus(pause)) > 0)
                .map(InvocationEntity::toInvocation)
                .toList());
    }

    @Override
    public void pollAgainAt(InferenceJobId job, Instant nextPoll) {
        transactionTemplate.execute(() -> {
            rows.pollAgainAt(job.value(), nextPoll);
            return null;
        });
    }

    @Override
    public Map<EndpointId, Integer> load(Set<EndpointId> endpoints) {
        if (endpoints.isEmpty()) {
            return Map.of();
        }
        return rows.load(endpoints.stream().map(EndpointId::value).toList()).stream()
                .collect(Collectors.toMap(load -> new EndpointId(load.endpointId()), InvocationDao.Load::jobs));
    }
}
