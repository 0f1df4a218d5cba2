package dev.atelier.domain.webhook;

import dev.atelier.domain.UuidParser;
import java.util.Optional;
import java.util.UUID;

/** The id of a webhook. */
public record WebhookId(UUID value) {

    /** Parses an id from a client; empty when it is malformed. */
    public static Optional<WebhookId> parse(String text) {
        return UuidParser.parse(text).map(WebhookId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
