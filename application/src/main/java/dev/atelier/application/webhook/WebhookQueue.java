package dev.atelier.application.webhook;

import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The webhooks as a queue: each sends one event after another, in order, from the position that it has reached. A claim is
 * valid until its lease expires and carries a fencing token. Thread-safe.
 */
public interface WebhookQueue {

    /** Claims a webhook that is not disabled, is due, and has not reached the last event of the log. */
    Optional<Claim> claim(Duration lease);

    /**
     * Records that the event of the delivery was accepted, moves behind it, and renews the lease.
     *
     * @return false, with nothing changed, when the claim was lost
     */
    boolean accepted(Claim claim, Delivery delivery, Duration lease);

    /**
     * Records a failed attempt; the event is tried again after the pause.
     *
     * @param disable whether nothing is sent any more
     * @return false, with nothing changed, when the claim was lost
     */
    boolean failed(Claim claim, Delivery delivery, Duration pause, boolean disable);

    /** Gives the claim back, at the position that was reached without an event to send. */
    void release(Claim claim, long position);

    /** An earlier attempt at this delivery. */
    Optional<Delivery> delivery(Claim claim, UUID id);

    /**
     * The right to send to a webhook.
     *
     * @param position the last event that is done
     * @param failures attempts that failed since one was accepted
     * @param attempt distinguishes this claim from earlier and later ones
     */
    record Claim(Webhook webhook, long position, int failures, int attempt)
            implements dev.atelier.application.queue.Claim<WebhookId> {

        @Override
        public WebhookId job() {
            return webhook.id();
        }
    }
}
