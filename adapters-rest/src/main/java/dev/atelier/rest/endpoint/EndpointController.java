package dev.atelier.rest.endpoint;

import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.application.endpoint.DeleteEndpoints;
import dev.atelier.application.endpoint.ListEndpoints;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.Query;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.compatibility.Compatibility;
import dev.atelier.rest.description.Paged;
import dev.atelier.rest.envelope.Answer;
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
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;

/** Lists, creates and deletes endpoints. */
@ApiController
@Tag(name = "endpoint")
@Controller("/endpoints")
class EndpointController {

    private final ListEndpoints list;
    private final CreateEndpoint create;
    private final DeleteEndpoints delete;
    private final Compatibility compatibility;

    EndpointController(ListEndpoints list, CreateEndpoint create, DeleteEndpoints delete, Compatibility compatibility) {
        this.list = list;
        this.create = create;
        this.delete = delete;
        this.compatibility = compatibility;
    }

    @Get
    @Operation(operationId = "ListEndpoints", summary = "Endpoints, newest first")
    @Paged
    @Parameter(name = "username", in = ParameterIn.QUERY, description = "Only those open to this user.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = EndpointSchemas.EndpointsAnswer.class)))
    HttpResponse<Answer> listEndpoints(@CurrentCaller(required = true) Caller caller, HttpRequest<?> request) {
        Query query = Query.of(request);
        return Answer.of(
                HttpStatus.OK,
                EndpointList.of(
                        list.list(caller, query.text("username").map(UserName::new), query.startKey(), query.limit())));
    }

    @Post
    @Operation(operationId = "CreateEndpoint", summary = "Deploy an endpoint")
    @RequestBody(content = @Content(schema = @Schema(implementation = EndpointSchemas.NewEndpoint.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = EndpointSchemas.EndpointAnswer.class)))
    HttpResponse<Answer> createEndpoint(@CurrentCaller Caller caller, @Nullable @Body JsonBody body) {
        Endpoint endpoint = create.create(caller, EndpointRequestParser.create(JsonBody.fields(body)));
        return Answer.of(
                compatibility.status(Compatibility.Row.CREATE_ENDPOINT),
                EndpointView.of(endpoint),
                "Endpoint deployment started: " + endpoint.name());
    }

    @Delete
    @Operation(operationId = "DeleteEndpoints", summary = "Delete endpoints by name")
    @RequestBody(content = @Content(schema = @Schema(implementation = EndpointSchemas.EndpointNames.class)))
    HttpResponse<?> deleteEndpoints(@CurrentCaller(required = true) Caller caller, @Nullable @Body JsonBody body) {
        delete.delete(caller, EndpointRequestParser.names(JsonBody.fields(body)));
        HttpStatus status = compatibility.status(Compatibility.Row.DELETE_ENDPOINTS);
        return status == HttpStatus.NO_CONTENT ? HttpResponse.noContent() : Answer.bare(status, Map.of());
    }
}
