package dev.atelier.persistence.webhook;

import dev.atelier.application.webhook.WebhookPolicy;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Provides the use cases with the settings that concern them. */
@Factory
final class WebhookFactory {

    @Singleton
    WebhookPolicy policy(WebhookConfiguration config) {
        return new WebhookPolicy(config.perUser(), config.retryPause(), config.maxRetryPause(), config.disableAfter());
    }
}
