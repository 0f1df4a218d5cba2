package dev.atelier.monitoring;

import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.metrics.QueueStatistics;
import dev.atelier.application.metrics.QueueStatistics.Load;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many jobs wait and run at each endpoint, read when metrics are. One call reads them, at most once in {@link #LIFETIME};
 * others meanwhile get what was read before. Thread-safe.
 */
@Singleton
@MetricsEnabled
final class QueueMetrics {

    static final Duration LIFETIME = Duration.ofSeconds(5);

    /** The endpoints that have labels of their own: the newest ones. */
    private static final int MAX_ENDPOINTS = 200;

    /** All others, and those that are deleted while their jobs are not. */
    private static final String OTHER = "other";

    private static final Logger LOG = LoggerFactory.getLogger(QueueMetrics.class);

    private final QueueStatistics queue;
    private final RemoteInvocationRepository invocations;
    private final EndpointRepository endpoints;
    private final Clock clock;
    private final MultiGauge jobs;
    private final MultiGauge oldest;
    private final MultiGauge remote;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile int readable;
    private Instant read = Instant.MIN;

    QueueMetrics(
            PrometheusMeterRegistry registry,
            QueueStatistics queue,
            RemoteInvocationRepository invocations,
            EndpointRepository endpoints,
            Clock clock) {
        this.queue = queue;
        this.invocations = invocations;
        this.endpoints = endpoints;
        this.clock = clock;
        this.jobs = MultiGauge.builder("atelier.queue.jobs").register(registry);
        this.oldest = MultiGauge.builder("atelier.queue.oldest.seconds").register(registry);
        this.remote = MultiGauge.builder("atelier.invocations").register(registry);
        Gauge.builder("atelier.queue.readable", this, self -> self.readable)
                .strongReference(true)
                .register(registry);
    }

    private record Key(String endpoint, InferenceType urgency) {

        Tags tags() {
            return Tags.of("endpoint", endpoint, "urgency", urgency == InferenceType.REAL_TIME ? "real_time" : "async");
        }
    }

    private record Jobs(long waiting, long running, Optional<Instant> oldest) {

        static final Jobs NONE = new Jobs(0, 0, Optional.empty());

        Jobs plus(Load load) {
            Optional<Instant> first = oldest.filter(
                            mine -> load.oldest().filter(mine::isAfter).isEmpty())
                    .or(load::oldest);
            return new Jobs(waiting + load.waiting(), running + load.running(), first);
        }
    }

    /** Reads the queue again if that is due. While the database is away there are no values, in place of old ones. */
    void refresh() {
        if (!reading.tryLock()) {
            return;
        }
        try {
            if (!clock.instant().isBefore(read.plus(LIFETIME))) {
                readNow();
            }
        } finally {
            reading.unlock();
        }
    }

    private void readNow() {
        try {
            Map<EndpointId, String> names = endpoints.page(Optional.empty(), MAX_ENDPOINTS).items().stream()
                    .collect(Collectors.toMap(
                            Endpoint::id, endpoint -> endpoint.name().value(), (one, same) -> one, LinkedHashMap::new));
            show(names);
            showInvocations(names);
            readable = 1;
        } catch (RuntimeException e) {
            LOG.debug("The queue could not be counted", e);
            List.of(jobs, oldest, remote).forEach(gauge -> gauge.register(List.of(), true));
            readable = 0;
        }
        read = clock.instant();
    }

    private void show(Map<EndpointId, String> names) {
        Map<Key, Jobs> all = new HashMap<>();
        for (InferenceType urgency : InferenceType.values()) {
            names.values().forEach(name -> all.put(new Key(name, urgency), Jobs.NONE));
        }
        queue.read()
                .forEach(load -> all.compute(
                        new Key(names.getOrDefault(load.endpoint(), OTHER), load.urgency()),
                        (key, known) -> (known == null ? Jobs.NONE : known).plus(load)));
        List<MultiGauge.Row<?>> counts = new ArrayList<>();
        List<MultiGauge.Row<?>> ages = new ArrayList<>();
        all.forEach((key, of) -> {
            counts.add(MultiGauge.Row.of(key.tags().and("state", "waiting"), of.waiting()));
            counts.add(MultiGauge.Row.of(key.tags().and("state", "running"), of.running()));
            ages.add(MultiGauge.Row.of(key.tags(), age(of)));
        });
        jobs.register(counts, true);
        oldest.register(ages, true);
    }

    private void showInvocations(Map<EndpointId, String> names) {
        Map<EndpointId, Integer> load = invocations.load(names.keySet());
        List<MultiGauge.Row<?>> counts = new ArrayList<>();
        names.forEach((id, name) -> counts.add(MultiGauge.Row.of(Tags.of("endpoint", name), load.getOrDefault(id, 0))));
        remote.register(counts, true);
    }

    private double age(Jobs of) {
        return of.oldest()
                .map(started -> Duration.between(started, clock.instant()).toMillis() / 1000.0)
                .map(seconds -> Math.max(0, seconds))
                .orElse(0.0);
    }
}
