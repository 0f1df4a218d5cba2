package dev.atelier.rest.testing;

import dev.atelier.application.event.EventFeed;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.webhook.WebhookPolicy;
import dev.atelier.application.webhook.WebhookQueue;
import dev.atelier.application.webhook.WebhookRepository;
import dev.atelier.application.webhook.WebhookSender;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The ports of events and webhooks, in memory. */
@Factory
class InMemoryEventPorts {

    /** The most streams of a user. */
    private static final int STREAMS_PER_USER = 3;

    /** The most webhooks of a user. */
    private static final int WEBHOOKS_PER_USER = 3;

    @Bean
    EventLog events(InMemoryAtelier atelier) {
        return atelier.events;
    }

    @Bean
    WebhookRepository webhooks(InMemoryAtelier atelier) {
        return atelier.webhooks;
    }

    @Bean
    WebhookQueue webhookQueue(InMemoryAtelier atelier) {
        return atelier.webhooks;
    }

    @Bean
    WebhookSender sender(InMemoryAtelier atelier) {
        return atelier.sender;
    }

    @Singleton
    WebhookPolicy webhookPolicy() {
        return new WebhookPolicy(WEBHOOKS_PER_USER, Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(1));
    }

    /** Streams end at once, unless a test sets their lifetime. */
    @Bean(preDestroy = "close")
    @Singleton
    EventFeed feed(
            InMemoryAtelier atelier,
            @Value("${atelier.events.stream-lifetime:0s}") Duration lifetime,
            @Value("${atelier.events.heartbeat:15s}") Duration heartbeat) {
        return new EventFeed(
                atelier.events,
                atelier.signals,
                new EventFeed.Settings(heartbeat, lifetime, STREAMS_PER_USER),
                (message, failure) -> {});
    }
}
