package dev.atelier.persistence.webhook;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.queue.BackgroundLoop;
import dev.atelier.application.webhook.DeliverEvents;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.event.EventConfiguration;
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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends events to webhooks while the service runs, and removes old deliveries. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
class WebhookWorkers {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookWorkers.class);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLEANING_INTERVAL = Duration.ofMinutes(1);
    private static final int STEP = 1000;

    private final DeliverEvents deliver;
    private final WebhookDao rows;
    private final EventLog log;
    private final EventConfiguration events;
    private final Duration lease;
    private final List<BackgroundLoop> loops;

    WebhookWorkers(
            DeliverEvents deliver,
            WebhookDao rows,
            EventLog log,
            EventConfiguration events,
            WebhookConfiguration config,
            NotificationBus notificationBus) {
        this.deliver = deliver;
        this.rows = rows;
        this.log = log;
        this.events = events;
        this.lease = config.lease();
        Stream<BackgroundLoop> senders = IntStream.rangeClosed(1, config.workers())
                .mapToObj(number -> new BackgroundLoop(
                                "webhooks-" + number, POLL_INTERVAL, MAX_PAUSE, LOG::warn, this::deliver)
                        .wokenBy(notificationBus, NotificationBus.EVENT_RECORDED));
        this.loops = Stream.concat(
                        senders,
                        Stream.of(new BackgroundLoop(
                                "webhooks-retention", CLEANING_INTERVAL, CLEANING_INTERVAL, LOG::warn, this::clean)))
                .toList();
    }

    @EventListener
    void start(ServerStartupEvent event) {
        if (log.isRecording()) {
            loops.forEach(BackgroundLoop::start);
        }
    }

    private Duration deliver() {
        return deliver.deliverSome(lease) ? Duration.ZERO : POLL_INTERVAL;
    }

    private Duration clean() {
        int removed =
                rows.removeDeliveries(DatabaseClock.seconds(events.retention().negated()), STEP);
        return removed == STEP ? Duration.ZERO : CLEANING_INTERVAL;
    }

    @PreDestroy
    void stop() {
        BackgroundLoop.interruptAll(loops);
    }
}
