package dev.atelier.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.metrics.QueueStatistics.Load;
import dev.atelier.application.testing.InMemoryEndpointRepository;
import dev.atelier.application.testing.InMemoryInferenceJobRepository;
import dev.atelier.application.testing.InMemoryRemoteInvocationRepository;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueueMetricsTest {

    private final SettableClock clock = new SettableClock();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final InMemoryEndpointRepository endpoints = new InMemoryEndpointRepository();
    private final Endpoint endpoint = TestEndpoints.endpoint().name("mine").build();
    private final List<Load> loads = new ArrayList<>();
    private int reads;
    private Runnable duringRead = () -> {};

    private final QueueMetrics metrics = new QueueMetrics(
            registry,
            () -> {
                reads++;
                duringRead.run();
                return List.copyOf(loads);
            },
            new InMemoryRemoteInvocationRepository(new InMemoryInferenceJobRepository()),
            endpoints,
            clock);

    private String scraped() {
        metrics.refresh();
        return registry.scrape();
    }

    private static String series(String metric, String endpoint, String labels, double value) {
        return metric + "{endpoint=\"" + endpoint + "\"," + labels + "} " + value + "\n";
    }

    @Test
    void showsZeroForAnEndpointWithoutJobs() {
        endpoints.add(endpoint);

        String name = endpoint.name().value();
        assertThat(scraped())
                .contains(series("atelier_queue_jobs", name, "state=\"waiting\",urgency=\"async\"", 0))
                .contains(series("atelier_queue_jobs", name, "state=\"running\",urgency=\"real_time\"", 0))
                .contains(series("atelier_queue_oldest_seconds", name, "urgency=\"async\"", 0))
                .contains("atelier_invocations{endpoint=\"" + name + "\"} 0.0\n")
                .contains("atelier_queue_readable 1.0\n");
    }

    @Test
    void jobsOfDeletedEndpointsHaveOneLabelTogether() {
        for (int age : new int[] {30, 90, 60}) {
            loads.add(new Load(
                    new EndpointId(UUID.randomUUID()),
                    InferenceType.ASYNC,
                    2,
                    1,
                    Optional.of(clock.instant().minusSeconds(age))));
        }

        assertThat(scraped())
                .contains(series("atelier_queue_jobs", "other", "state=\"waiting\",urgency=\"async\"", 6))
                .contains(series("atelier_queue_jobs", "other", "state=\"running\",urgency=\"async\"", 3))
                .contains(series("atelier_queue_oldest_seconds", "other", "urgency=\"async\"", 90));
    }

    @Test
    void manyScrapesReadOnce() {
        scraped();
        clock.pass(QueueMetrics.LIFETIME.minusMillis(1));
        scraped();
        assertThat(reads).isEqualTo(1);

        clock.pass(Duration.ofMillis(1));
        scraped();
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void aScrapeDuringAReadDoesNotWaitForIt() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        duringRead = () -> {
            reading.countDown();
            await(end);
        };
        CompletableFuture<Void> slow = CompletableFuture.runAsync(metrics::refresh);
        await(reading);

        assertThat(CompletableFuture.supplyAsync(this::scraped).get(30, TimeUnit.SECONDS))
                .contains("atelier_queue_readable 0.0\n");
        assertThat(reads).isEqualTo(1);
        end.countDown();
        slow.get(30, TimeUnit.SECONDS);
        assertThat(scraped()).contains("atelier_queue_readable 1.0\n");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void withoutTheDatabaseThereAreNoOldValues() {
        endpoints.add(endpoint);
        assertThat(scraped()).contains("atelier_queue_jobs{");
        duringRead = () -> {
            throw new IllegalStateException("the database is away");
        };
        clock.pass(QueueMetrics.LIFETIME);

        assertThat(scraped()).doesNotContain("atelier_queue_jobs{").contains("atelier_queue_readable 0.0\n");

        duringRead = () -> {};
        clock.pass(QueueMetrics.LIFETIME);
        assertThat(scraped()).contains("atelier_queue_jobs{").contains("atelier_queue_readable 1.0\n");
    }
}
