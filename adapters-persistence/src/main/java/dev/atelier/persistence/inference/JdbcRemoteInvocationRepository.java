package dev.atelier.persistence.inference;

import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The jobs at compute, in {@code inference_invocation}: one row for each, which goes with the job's end. */
@Singleton
public final class JdbcRemoteInvocationRepository implements RemoteInvocationRepository {

    private final InferenceJobDao jobs;
    private final InvocationDao rows;
    private final InferenceJobJsonColumns json;
    private final QueueLimit limit;
    private final TransactionTemplate transactionTemplate;

    JdbcRemoteInvocationRepository(
            InferenceJobDao jobs,
            InvocationDao rows,
            InferenceJobJsonColumns json,
            QueueLimit limit,
            TransactionTemplate transactionTemplate) {
        this.jobs = jobs;
        this.rows = rows;
        this.json = json;
        this.limit = limit;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public boolean register(InferenceJob started, Instant look) {
        return transactionTemplate.executeDurably(() -> {
            if (jobs.start(started.id().value(), started.started(), json.models(started.models())) == 0) {
                return false;
            }
            limit.requireRoom(rows.count());
            rows.save(new InvocationEntity(
                    started.id().value(), started.place().endpoint().value(), null, null, look));
            return true;
        });
    }

    @Override
    public void recordAccepted(InferenceJobId job, OutputLocation outputLocation, Instant look) {
        transactionTemplate.executeDurably(() -> {
            rows.accepted(
                    job.value(),
                    outputLocation.result().toString(),
                    outputLocation.failure().map(StorageUri::toString).orElse(null),
                    look);
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
    public void pollAgainAt(InferenceJobId job, Instant look) {
        transactionTemplate.execute(() -> {
            rows.lookAgain(job.value(), look);
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
