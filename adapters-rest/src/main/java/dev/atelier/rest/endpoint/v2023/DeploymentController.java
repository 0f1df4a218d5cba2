package dev.atelier.rest.endpoint.v2023;

import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.application.endpoint.DeleteEndpoints;
import dev.atelier.application.endpoint.GetEndpoint;
import dev.atelier.application.endpoint.ListEndpoints;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.ArrayPaginationParameters;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.InvalidQueryParameterException;
import dev.atelier.rest.envelope.LegacyListResponse;
import dev.atelier.rest.envelope.PathParameters;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;

/** Deploys, lists and deletes endpoints in the format of 2023-07-05; an endpoint's id is that of its deployment. */
@Api20230705
@ApiController
@Tag(name = "endpoint")
@Controller("/inference")
class DeploymentController {

    private static final String ID = "jobID";

    /** The response in the document's format. */
    private static final String NOTHING = "null";

    private final CreateEndpoint create;
    private final DeleteEndpoints delete;
    private final ListEndpoints list;
    private final GetEndpoint get;

    DeploymentController(CreateEndpoint create, DeleteEndpoints delete, ListEndpoints list, GetEndpoint get) {
        this.create = create;
        this.delete = delete;
        this.list = list;
        this.get = get;
    }

    @Post("/deploy-sagemaker-endpoint")
    @Operation(operationId = "DeploySagemakerEndpoint", summary = "Deploy an endpoint (2023-07-05)")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023DeploymentSchemas.NewDeployment.class)))
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "#/components/schemas/Nothing")))
    HttpResponse<String> deployEndpoint(
            @CurrentCaller(permission = "sagemaker_endpoint:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        create.create(caller, V2023DeploymentRequestParser.create(caller, LazyJsonBody.fields(body)));
        return ResponseEnvelope.bare(HttpStatus.OK, NOTHING);
    }

    @Post("/delete-sagemaker-endpoint")
    @Operation(operationId = "DeleteSagemakerEndpoint", summary = "Delete endpoints by name (2023-07-05)")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023DeploymentSchemas.EndpointNames.class)))
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "#/components/schemas/Nothing")))
    HttpResponse<String> deleteEndpoints(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        delete.deleteDeployed(caller, V2023DeploymentRequestParser.names(LazyJsonBody.fields(body)));
        return ResponseEnvelope.bare(HttpStatus.OK, NOTHING);
    }

    @Get("/list-endpoint-deployment-jobs")
    @Operation(operationId = "ListEndpointDeploymentJobs", summary = "The newest deployments (2023-07-05)")
    @ArrayPaginationParameters
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = DeploymentView.class))))
    HttpResponse<List<DeploymentView>> listDeployments(
            @CurrentCaller(permission = "sagemaker_endpoint:list") Caller caller, HttpRequest<?> request) {
        QueryParameters queryParameters = QueryParameters.of(request);
        return LegacyListResponse.of(
                list.list(
                        caller,
                        Optional.empty(),
                        queryParameters.startKey(),
                        LegacyListResponse.limit(queryParameters)),
                queryParameters,
                DeploymentView::of);
    }

    @Get("/get-endpoint-deployment-job")
    @Operation(operationId = "GetEndpointDeploymentJob", summary = "A deployment (2023-07-05)")
    @Parameter(name = ID, ref = "#/components/parameters/jobID")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = DeploymentView.class)))
    @ApiResponse(
            responseCode = "422",
            content = @Content(schema = @Schema(implementation = InvalidQueryParameterException.Body.class)))
    HttpResponse<DeploymentView> getDeployment(
            @CurrentCaller(permission = "sagemaker_endpoint:list") Caller caller, HttpRequest<?> request) {
        String id = QueryParameters.of(request).text(ID).orElseThrow(() -> InvalidQueryParameterException.missing(ID));
        return ResponseEnvelope.bare(
                HttpStatus.OK,
                EndpointId.parse(id)
                        .flatMap(known -> get.find(caller, known))
                        .map(DeploymentView::of)
                        .orElseThrow(() -> InvalidQueryParameterException.unknown(
                                ID, "endpoint deployment with id " + PathParameters.shown(id) + " not found")));
    }
}
