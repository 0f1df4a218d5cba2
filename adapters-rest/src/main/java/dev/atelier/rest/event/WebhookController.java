package dev.atelier.rest.event;

import dev.atelier.application.Page;
import dev.atelier.application.webhook.ManageWebhooks;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.UuidParser;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;

/** The caller's webhooks. No GET has two segments, as {@code /webhooks/data} is that of a dataset. */
@ApiController
@Tag(name = "event")
@Controller("/webhooks")
class WebhookController {

    private final ManageWebhooks manage;

    WebhookController(ManageWebhooks manage) {
        this.manage = manage;
    }

    @Post
    @Operation(
            operationId = "CreateWebhook",
            summary = "Have one's events sent to a URL; the secret is shown this once")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = WebhookSchemas.NewWebhook.class)))
    @ApiResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = WebhookSchemas.WebhookAnswer.class)))
    HttpResponse<ResponseEnvelope> createWebhook(@CurrentCaller Caller caller, @Nullable @Body LazyJsonBody body) {
        manage.requireAny(caller);
        WebhookSchemas.NewWebhook asked = LazyJsonBody.fields(body).as(WebhookSchemas.NewWebhook.class);
        Webhook webhook = manage.create(
                caller,
                SourceUrl.parse(asked.url()),
                EventController.types(Optional.ofNullable(asked.types()).orElse(List.of())));
        return ResponseEnvelope.of(HttpStatus.CREATED, WebhookView.withSecret(webhook));
    }

    @Get
    @Operation(operationId = "ListWebhooks", summary = "The caller's webhooks, oldest first")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = WebhookSchemas.WebhooksAnswer.class)))
    HttpResponse<ResponseEnvelope> listWebhooks(@CurrentCaller Caller caller) {
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new WebhookListResponse(
                        manage.list(caller).stream().map(WebhookView::of).toList()));
    }

    @Delete("/{id}")
    @Operation(operationId = "DeleteWebhook", summary = "Delete a webhook with the list of what was sent")
    @ApiResponse(responseCode = "204", description = "No Content")
    HttpResponse<?> deleteWebhook(@CurrentCaller Caller caller, String id) {
        manage.delete(caller, id(id));
        return HttpResponse.noContent();
    }

    @Post("/{id}/enable")
    @Operation(
            operationId = "EnableWebhook",
            summary = "Send to a webhook that was disabled again, from where it stopped")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = WebhookSchemas.WebhookAnswer.class)))
    HttpResponse<ResponseEnvelope> enableWebhook(@CurrentCaller Caller caller, String id) {
        return ResponseEnvelope.of(HttpStatus.OK, WebhookView.of(manage.enable(caller, id(id))));
    }

    @Get("/{id}/deliveries")
    @Operation(operationId = "ListWebhookDeliveries", summary = "What was sent to a webhook, newest first")
    @Parameter(name = "limit", ref = "#/components/parameters/limit")
    @Parameter(name = "exclusive_start_key", ref = "#/components/parameters/exclusive_start_key")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = WebhookSchemas.DeliveriesAnswer.class)))
    HttpResponse<ResponseEnvelope> listWebhookDeliveries(
            @CurrentCaller Caller caller, String id, HttpRequest<?> request) {
        QueryParameters query = QueryParameters.of(request);
        Page<Delivery> page = manage.deliveries(caller, id(id), query.startKey(), query.limit());
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new DeliveryListResponse(
                        page.items().stream().map(DeliveryView::of).toList(),
                        page.next().map(Object::toString).orElse(null)));
    }

    @Post("/{id}/deliveries/{delivery}/redeliver")
    @Operation(operationId = "RedeliverWebhook", summary = "Send a message once more at once, and return the outcome")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = WebhookSchemas.DeliveryAnswer.class)))
    HttpResponse<ResponseEnvelope> redeliverWebhook(@CurrentCaller Caller caller, String id, String delivery) {
        return ResponseEnvelope.of(
                HttpStatus.OK,
                DeliveryView.of(manage.redeliver(
                        caller,
                        id(id),
                        UuidParser.parse(delivery)
                                .orElseThrow(() -> new NotFoundException(
                                        "delivery " + TextSanitizer.quote(delivery) + " not found")))));
    }

    private static WebhookId id(String id) {
        return WebhookId.parse(id)
                .orElseThrow(() -> new NotFoundException("webhook with id " + TextSanitizer.quote(id) + " not found"));
    }
}
