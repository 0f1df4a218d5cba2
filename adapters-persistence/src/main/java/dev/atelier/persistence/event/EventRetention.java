package dev.atelier.persistence.event;

import dev.atelier.application.event.EventLog;
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

/** Removes old events in small steps while the service runs. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
class EventRetention {

    private static final Logger LOG = LoggerFactory.getLogger(EventRetention.class);

    private static final int STEP = 1000;
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final EventLog log;
    private final BackgroundLoop loop;

    EventRetention(EventLog log) {
        this.log = log;
        this.loop = new BackgroundLoop("events-retention", INTERVAL, INTERVAL, LOG::warn, this::removeSome);
    }

    @EventListener
    void start(ServerStartupEvent event) {
        if (log.isRecording()) {
            loop.start();
        }
    }

    private Duration removeSome() {
        return log.removeExpired(STEP) == STEP ? Duration.ZERO : INTERVAL;
    }

    @PreDestroy
    void stop() {
        BackgroundLoop.interruptAll(List.of(loop));
    }
}
