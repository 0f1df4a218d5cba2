package dev.atelier.monitoring;

import dev.atelier.application.metrics.MetricsReport;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;

/** Everything in the registry of Prometheus, the framework's own metrics included. */
@Singleton
@MetricsEnabled
final class PrometheusReport implements MetricsReport {

    private final PrometheusMeterRegistry registry;
    private final QueueMetrics queue;

    PrometheusReport(PrometheusMeterRegistry registry, QueueMetrics queue) {
        this.registry = registry;
        this.queue = queue;
    }

    @Override
    public String text() {
        queue.refresh();
        return registry.scrape();
    }
}
