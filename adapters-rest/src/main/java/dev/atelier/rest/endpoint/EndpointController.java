package dev.atelier.rest.endpoint;

import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.application.endpoint.DeleteEndpoints;
import dev.atelier.application.endpoint.ListEndpoints;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.compatibility.CompatibilityMode;
import dev.atelier.rest.description.CursorPaginationParameters;
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
import java.util.Map;
import java.util.Optional;

/** Lists, creates and deletes endpoints. */
@ApiController
@Tag(name = "endpoint")
@Controller("/endpoints")
class EndpointController {

    private final ListEndpoints list;
    private final CreateEndpoint create;
    private final DeleteEndpoints delete;
    private final CompatibilityMode compatibilityMode;

    EndpointController(
            ListEndpoints list, CreateEndpoint create, DeleteEndpoints delete, CompatibilityMode compatibilityMode) {
        this.list = list;
        this.create = create;
        this.delete = delete;
        this.compatibilityMode = compatibilityMode;
    }

    @Get
    @Operation(operationId = "ListEndpoints", summary = "Endpoints, newest first")
    @CursorPaginationParameters
    @Parameter(name = "username", ref = "#/components/parameters/username")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = EndpointSchemas.EndpointsAnswer.class)))
    HttpResponse<ResponseEnvelope> listEndpoints(
            @CurrentCaller(permission = "sagemaker_endpoint:list", required = true) Caller caller,
            HttpRequest<?> request) {
        QueryParameters queryParameters = QueryParameters.of(request);
        return ResponseEnvelope.of(
                HttpStatus.OK,
                EndpointListResponse.of(list.list(
                        caller,
                        queryParameters.text("username").map(UserName::new),
                        queryParameters.startKey(),
                        queryParameters.limit())));
    }

    @Post
    @Operation(operationId = "CreateEndpoint", summary = "Deploy an endpoint")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = EndpointSchemas.NewEndpoint.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = EndpointSchemas.EndpointAnswer.class)))
    HttpResponse<ResponseEnvelope> createEndpoint(
            @CurrentCaller(permission = "sagemaker_endpoint:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        Endpoint endpoint = create.create(caller, EndpointRequestParser.create(LazyJsonBody.fields(body)));
        return ResponseEnvelope.of(
                compatibilityMode.status(CompatibilityMode.Row.CREATE_ENDPOINT),
                EndpointView.of(endpoint),
                "Endpoint deployment started: " + endpoint.name());
    }

    @Delete
    @Operation(operationId = "DeleteEndpoints", summary = "Delete endpoints by name")
    @Parameter(name = "move_jobs_to", ref = "#/components/parameters/move_jobs_to")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = EndpointSchemas.EndpointNames.class)))
    HttpResponse<?> deleteEndpoints(
            @CurrentCaller(permission = "sagemaker_endpoint:all", required = true, orBodyField = "username")
                    Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        List<EndpointName> names = EndpointRequestParser.names(LazyJsonBody.fields(body));
        // An empty name is an error, since the jobs would fail.
        Optional.ofNullable(request.getParameters().get("move_jobs_to"))
                .map(EndpointName::new)
                .ifPresentOrElse(
                        target -> delete.deleteAndMove(caller, names, target), () -> delete.delete(caller, names));
        HttpStatus status = compatibilityMode.status(CompatibilityMode.Row.DELETE_ENDPOINTS);
        return status == HttpStatus.NO_CONTENT ? HttpResponse.noContent() : ResponseEnvelope.bare(status, Map.of());
    }
}
