package dev.atelier.persistence.webhook;

import dev.atelier.domain.event.EventType;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.WebhookId;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A delivery's row. */
@MappedEntity("webhook_delivery")
record DeliveryEntity(
        @Id UUID id,
        UUID webhookId,
        long position,
        String type,
        String body,
        @UtcTimestamp Instant created,
        int attempts,
        @UtcTimestamp Instant tried,
        @Nullable Integer status,
        @Nullable String error) {

    Delivery toDelivery() {
        return new Delivery(
                id,
                new WebhookId(webhookId),
                position,
                EventType.parse(type),
                body,
                created,
                attempts,
                new Delivery.Attempt(tried, Optional.ofNullable(status), Optional.ofNullable(error)));
    }
}
