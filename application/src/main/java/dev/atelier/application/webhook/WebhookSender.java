package dev.atelier.application.webhook;

import dev.atelier.application.event.RecordedEvent;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.Webhook;
import java.util.UUID;

/** Sends messages to receivers. Thread-safe. */
public interface WebhookSender {

    /** @throws dev.atelier.domain.InvalidRequestException if it is clear already that the host may not be reached */
    void requireAllowed(SourceUrl url);

    /** The body of the message that reports the event. */
    String body(RecordedEvent event);

    /** Sends the message, and waits a limited time for the response. Whatever fails is in the outcome. */
    Delivery.Attempt send(Webhook webhook, UUID id, String body);
}
