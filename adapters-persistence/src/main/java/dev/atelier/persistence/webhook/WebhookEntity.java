package dev.atelier.persistence.webhook;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.event.EventType;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import dev.atelier.domain.webhook.WebhookSecret;
import dev.atelier.persistence.NullableUtcTimestamp;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A webhook's row, without the columns of its claim. */
@MappedEntity("webhook")
record WebhookEntity(
        @Id UUID id,
        String owner,
        String url,
        String types,
        String secret,
        @UtcTimestamp Instant created,
        @NullableUtcTimestamp Instant failingSince,
        @NullableUtcTimestamp Instant disabled) {

    private static final String SEPARATOR = ",";

    /** The column {@code types}. */
    static String column(Set<EventType> types) {
        return types.stream().map(EventType::word).sorted().collect(Collectors.joining(SEPARATOR));
    }

    Webhook toWebhook() {
        return new Webhook(
                new WebhookId(id),
                new UserName(owner),
                SourceUrl.parse(url),
                Set.of(types.split(SEPARATOR)).stream().map(EventType::parse).collect(Collectors.toSet()),
                new WebhookSecret(secret),
                created,
                Optional.ofNullable(failingSince),
                Optional.ofNullable(disabled));
    }
}
