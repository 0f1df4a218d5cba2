package dev.atelier.rest.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.event.EventType;
import dev.atelier.domain.webhook.Webhook;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A webhook. Times are in ISO 8601.
 *
 * @param secret only in the response that created it
 * @param failingSince since when no message was accepted, if so
 * @param disabled since when nothing is sent any more, if so
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record WebhookView(
        String id,
        String url,
        List<String> types,
        @Nullable String secret,
        String created,
        @Nullable @JsonProperty("failing_since") String failingSince,
        @Nullable String disabled) {

    static WebhookView of(Webhook webhook) {
        return of(webhook, null);
    }

    static WebhookView withSecret(Webhook webhook) {
        return of(webhook, webhook.secret().value());
    }

    private static WebhookView of(Webhook webhook, @Nullable String secret) {
        return new WebhookView(
                webhook.id().toString(),
                webhook.url().uri().toString(),
                webhook.types().stream().sorted().map(EventType::word).toList(),
                secret,
                webhook.created().toString(),
                iso(webhook.failingSince()),
                iso(webhook.disabled()));
    }

    private static @Nullable String iso(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
