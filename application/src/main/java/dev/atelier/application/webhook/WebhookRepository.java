package dev.atelier.application.webhook;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The webhooks and what was sent to them. A user's webhooks are removed with the user. Thread-safe. */
public interface WebhookRepository {

    /**
     * Adds the webhook, which gets the events from now on.
     *
     * @throws dev.atelier.domain.CapacityExceededException if the owner has {@code most} already
     */
    void add(Webhook webhook, int most);

    Optional<Webhook> find(WebhookId id);

    /** All of a user, oldest first. */
    List<Webhook> of(UserName owner);

    /** Removes the webhook with its deliveries. Idempotent. */
    void delete(WebhookId id);

    /** Sends to a disabled one again, from where it stopped. Idempotent. */
    void enable(WebhookId id);

    /** A page of what was sent, newest first. */
    Page<Delivery> deliveries(WebhookId webhook, Optional<Cursor> after, int limit);

    Optional<Delivery> delivery(WebhookId webhook, UUID id);

    /** Records one more attempt at a delivery that there is. */
    void record(Delivery delivery);
}
