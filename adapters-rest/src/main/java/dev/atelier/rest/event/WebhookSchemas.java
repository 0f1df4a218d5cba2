package dev.atelier.rest.event;

import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The bodies of requests, and for the OpenAPI description only, those of responses. */
final class WebhookSchemas {

    private WebhookSchemas() {}

    /**
     * A new webhook.
     *
     * @param url where messages are sent to, http or https
     * @param types which events; all, if it is missing
     */
    record NewWebhook(@Size(min = 1) String url, @Nullable List<@Size(min = 1) String> types) {}

    record WebhookAnswer(int statusCode, WebhookView data, String message) {}

    record WebhooksAnswer(int statusCode, WebhookListResponse data, String message) {}

    record DeliveriesAnswer(int statusCode, DeliveryListResponse data, String message) {}

    record DeliveryAnswer(int statusCode, DeliveryView data, String message) {}
}
