package dev.atelier.domain.webhook;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.event.EventType;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A receiver of a user's events.
 *
 * @param types which events it gets
 * @param failingSince since when no message has been accepted; empty while the last one was
 * @param disabled since when nothing is sent any more, as it failed for too long
 */
public record Webhook(
        WebhookId id,
        UserName owner,
        SourceUrl url,
        Set<EventType> types,
        WebhookSecret secret,
        Instant created,
        Optional<Instant> failingSince,
        Optional<Instant> disabled) {

    public Webhook {
        types = Set.copyOf(types);
    }

    /** A new one. */
    public static Webhook create(WebhookId id, UserName owner, SourceUrl url, Set<EventType> types, Instant now) {
        return new Webhook(id, owner, url, types, WebhookSecret.random(), now, Optional.empty(), Optional.empty());
    }
}
