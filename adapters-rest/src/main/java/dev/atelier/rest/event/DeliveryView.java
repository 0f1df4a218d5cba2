package dev.atelier.rest.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.webhook.Delivery;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;

/**
 * A message that was sent to a webhook. Times are in ISO 8601.
 *
 * @param id the message's {@code webhook-id}
 * @param event the id of the event
 * @param attempts how many times it was sent
 * @param accepted whether the last attempt was accepted
 * @param created when it was sent first
 * @param tried when it was sent last
 * @param statusCode of the receiver's last response, if there was one
 * @param error why the last attempt was not accepted, if so
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeliveryView(
        String id,
        long event,
        String type,
        int attempts,
        boolean accepted,
        String created,
        String tried,
        @Nullable @JsonProperty("status_code") Integer statusCode,
        @Nullable String error) {

    static DeliveryView of(Delivery delivery) {
        Delivery.Attempt last = delivery.last();
        return new DeliveryView(
                delivery.id().toString(),
                delivery.position(),
                delivery.type().word(),
                delivery.attempts(),
                last.isAccepted(),
                delivery.created().toString(),
                last.time().toString(),
                last.status().orElse(null),
                last.error().orElse(null));
    }
}
