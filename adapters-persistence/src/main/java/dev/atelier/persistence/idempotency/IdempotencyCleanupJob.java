package dev.atelier.persistence.idempotency;

import dev.atelier.application.idempotency.IdempotencyRecordRepository;
import dev.atelier.application.queue.BackgroundLoop;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.util.StringUtils;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes expired records when the service starts and every hour. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
class IdempotencyCleanupJob {

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyCleanupJob.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final BackgroundLoop loop;

    IdempotencyCleanupJob(IdempotencyRecordRepository records) {
        this.loop = new BackgroundLoop("idempotency-cleanup", INTERVAL, INTERVAL, LOG::error, () -> {
            records.deleteExpired();
            return INTERVAL;
        });
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
