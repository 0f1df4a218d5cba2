package dev.atelier.rest.endpoint;

import dev.atelier.application.endpoint.ChangeEndpoint;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Put;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Changes endpoints in place, which the documents have no operation for. */
@ApiController
@Tag(name = "endpoint")
@Controller("/endpoints/{name}")
class ChangeEndpointController {

    private final ChangeEndpoint change;

    ChangeEndpointController(ChangeEndpoint change) {
        this.change = change;
    }

    @Put
    @Operation(
            operationId = "ChangeEndpoint",
            summary = "Change the roles and the instance counts of an endpoint while it serves")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = EndpointSchemas.ChangedEndpoint.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = EndpointSchemas.EndpointAnswer.class)))
    HttpResponse<ResponseEnvelope> changeEndpoint(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller,
            String name,
            @Nullable @Body LazyJsonBody body) {
        change.requireAll(caller);
        return ResponseEnvelope.of(
                HttpStatus.OK,
                EndpointView.of(change.change(
                        caller, new EndpointName(name), EndpointRequestParser.change(LazyJsonBody.fields(body)))));
    }
}
