package dev.atelier.persistence.inference;

import dev.atelier.application.metrics.QueueStatistics;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts {@code inference_queue}. */
@Singleton
public final class JdbcQueueStatistics implements QueueStatistics {

    private final InferenceQueueDao rows;

    JdbcQueueStatistics(InferenceQueueDao rows) {
        this.rows = rows;
    }

    private record Key(UUID endpoint, int urgency) {}

    @Override
    public List<Load> read() {
        Map<Key, Long> claimed = rows.claimed().stream()
                .collect(Collectors.toMap(
                        row -> new Key(row.endpointId(), row.urgency()), InferenceQueueDao.Claimed::jobs));
        Map<Key, Load> loads = new LinkedHashMap<>();
        for (InferenceQueueDao.UrgencyLoad row : rows.loads()) {
            // Two statements, between which a job may be claimed.
            long running = Math.min(row.jobs(), claimed.getOrDefault(new Key(row.endpointId(), row.urgency()), 0L));
            int urgency = row.urgency() % InferenceQueueEntity.FAILED;
            Load load = new Load(
                    new EndpointId(row.endpointId()),
                    urgency == 0 ? InferenceType.REAL_TIME : InferenceType.ASYNC,
                    row.jobs() - running,
                    running,
                    Optional.ofNullable(row.oldest()));
            loads.merge(new Key(row.endpointId(), urgency), load, JdbcQueueStatistics::sum);
        }
        return List.copyOf(loads.values());
    }

    private static Load sum(Load one, Load other) {
        Optional<Instant> oldest = Stream.of(one.oldest(), other.oldest())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
        return new Load(
                one.endpoint(),
                one.urgency(),
                one.waiting() + other.waiting(),
                one.running() + other.running(),
                oldest);
    }
}
