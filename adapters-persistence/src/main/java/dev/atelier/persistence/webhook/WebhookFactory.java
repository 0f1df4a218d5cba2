package dev.atelier.persistence.webhook;

import dev.atelier.application.event.EventLog;
import dev.atelier.application.webhook.WebhookPolicy;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.cleanup.Cleanup;
import dev.atelier.persistence.event.EventConfiguration;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Provides the use cases with the settings that concern them. */
@Factory
final class WebhookFactory {

    private static final int STEP = 1000;

    @Singleton
    Cleanup deliveries(WebhookDao rows, EventLog log, EventConfiguration events) {
        return new Cleanup(
                "webhooks-retention",
                Duration.ofMinutes(1),
                () -> log.isRecording()
                        && rows.removeDeliveries(
                                        DatabaseClock.seconds(events.retention().negated()), STEP)
                                == STEP);
    }

    @Singleton
    WebhookPolicy policy(WebhookConfiguration config) {
        return new WebhookPolicy(config.perUser(), config.retryPause(), config.maxRetryPause(), config.disableAfter());
    }
}
