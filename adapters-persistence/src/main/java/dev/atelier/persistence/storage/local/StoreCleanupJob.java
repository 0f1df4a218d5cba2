package dev.atelier.persistence.storage.local;

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

/** Cleans up the store when the service starts and every hour. */
@Singleton
@FileStoreEnabled
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
class StoreCleanupJob {

    private static final Logger LOG = LoggerFactory.getLogger(StoreCleanupJob.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final BackgroundLoop loop;

    StoreCleanupJob(LocalModelStore store) {
        this.loop = new BackgroundLoop("store-cleanup", INTERVAL, INTERVAL, LOG::error, () -> {
            store.removeLeftovers();
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
