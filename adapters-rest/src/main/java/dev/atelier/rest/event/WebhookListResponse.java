package dev.atelier.rest.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** The webhooks of a user. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record WebhookListResponse(List<WebhookView> webhooks) {}
