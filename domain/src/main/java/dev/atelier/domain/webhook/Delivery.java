package dev.atelier.domain.webhook;

import dev.atelier.domain.event.EventType;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event that was sent to a webhook, or is being tried.
 *
 * @param id the id of the message, the same at each attempt
 * @param position the event's position
 * @param body what is sent
 * @param created when it was sent first
 * @param attempts how many times it was sent
 * @param last the outcome of the last attempt
 */
public record Delivery(
        UUID id,
        WebhookId webhook,
        long position,
        EventType type,
        String body,
        Instant created,
        int attempts,
        Attempt last) {

    /**
     * The outcome of an attempt.
     *
     * @param time when it ended
     * @param status the status of the response; empty when there was none
     * @param error why the message does not count as accepted; empty when it was accepted
     */
    public record Attempt(Instant time, Optional<Integer> status, Optional<String> error) {

        /** A receiver that says so wants nothing more. */
        private static final int GONE = 410;

        public boolean isAccepted() {
            return error.isEmpty();
        }

        public boolean isGone() {
            return status.filter(code -> code == GONE).isPresent();
        }
    }

    /** The delivery after a further attempt. */
    public Delivery after(Attempt attempt) {
        return new Delivery(id, webhook, position, type, body, created, attempts + 1, attempt);
    }
}
