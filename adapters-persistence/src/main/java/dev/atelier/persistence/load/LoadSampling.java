package dev.atelier.persistence.load;

import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.metrics.LoadHistory;
import dev.atelier.application.metrics.LoadSampler;
import dev.atelier.application.metrics.QueueStatistics;
import dev.atelier.application.queue.BackgroundLoop;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.util.StringUtils;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes samples of the load while the service runs. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
class LoadSampling {

    private static final Logger LOG = LoggerFactory.getLogger(LoadSampling.class);

    private static final Duration MIN_PAUSE = Duration.ofSeconds(10);

    /** Shorter than the interval, so that what nodes do while the database is away is measured in time. */
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    private final BackgroundLoop loop;

    LoadSampling(QueueStatistics queue, BackendRegistry backendRegistry, LoadHistory history, Clock clock) {
        LoadSampler sampler = new LoadSampler(queue, backendRegistry, history, clock);
        this.loop = new BackgroundLoop("load-samples", MIN_PAUSE, MAX_PAUSE, LOG::warn, sampler::sample);
    }

    @EventListener
    void start(ServerStartupEvent event) {
        loop.start();
    }

    @PreDestroy
    void stop() {
        BackgroundLoop.interruptAll(List.of(loop));
    }
}
