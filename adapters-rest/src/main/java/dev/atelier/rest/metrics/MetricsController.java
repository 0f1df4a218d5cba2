package dev.atelier.rest.metrics;

import dev.atelier.application.metrics.ReadMetrics;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.access.MetricsSettings;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Metrics for Prometheus, in its text format whatever {@code Accept} says, as all its versions read that. */
@ApiController
@Tag(name = "metrics")
@Controller(MetricsSettings.PATH)
@Requires(property = "atelier.metrics.enabled", value = "true", defaultValue = "true")
class MetricsController {

    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final ReadMetrics metrics;

    MetricsController(ReadMetrics metrics) {
        this.metrics = metrics;
    }

    /** @param caller null where the metrics are open to everyone */
    @Get(headRoute = false)
    @Produces({MediaType.TEXT_PLAIN, MediaType.ALL})
    @Operation(
            operationId = "GetMetrics",
            summary = "Metrics of the service, for Prometheus",
            description = "The API key may be sent as Authorization: Bearer. Where atelier.metrics.open is set, none is"
                    + " needed.")
    @ApiResponse(
            responseCode = "200",
            description = "Prometheus' text format, version 0.0.4",
            content = @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = "string")))
    HttpResponse<String> getMetrics(@CurrentCaller(permission = "sagemaker_endpoint:all") @Nullable Caller caller) {
        String text = caller == null ? metrics.readOpenly() : metrics.read(caller);
        return HttpResponse.ok(text).contentType(MediaType.of(TEXT_FORMAT));
    }
}
