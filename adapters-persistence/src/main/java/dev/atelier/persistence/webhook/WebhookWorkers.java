package dev.atelier.persistence.webhook;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.queue.BackgroundLoop;
import dev.atelier.application.webhook.DeliverEvents;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.util.StringUtils;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends events to webhooks while the service runs. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
class WebhookWorkers {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookWorkers.class);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

    private final DeliverEvents deliver;
    private final EventLog log;
    private final Duration lease;
    private final Duration pollInterval;
    private final List<BackgroundLoop> loops;

    WebhookWorkers(DeliverEvents deliver, EventLog log, WebhookConfiguration config, NotificationBus notificationBus) {
        this.deliver = deliver;
        this.log = log;
        this.lease = config.lease();
        this.pollInterval = pollInterval(config.retryPause());
        this.loops = IntStream.rangeClosed(1, config.workers())
                .mapToObj(number -> new BackgroundLoop(
                                "webhooks-" + number, pollInterval, MAX_PAUSE, LOG::warn, this::deliver)
                        .wokenBy(notificationBus, NotificationBus.EVENT_RECORDED))
                .toList();
    }

    /** Short pauses before another try are kept: the end of one wakes no worker. */
    private static Duration pollInterval(Duration retryPause) {
        Duration kept = retryPause.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : retryPause;
        return kept.compareTo(POLL_INTERVAL) < 0 ? kept : POLL_INTERVAL;
    }

    @EventListener
    void start(ServerStartupEvent event) {
        if (log.isRecording()) {
            loops.forEach(BackgroundLoop::start);
        }
    }

    private Duration deliver() {
        return deliver.deliverSome(lease) ? Duration.ZERO : pollInterval;
    }

    @PreDestroy
    void stop() {
        BackgroundLoop.interruptAll(loops);
    }
}
