package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.DeleteCheckpoints;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.ApiVersionResolver;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** Lists and deletes checkpoints. */
@ApiController
@Tag(name = "checkpoint")
@Controller("/checkpoints")
class CheckpointController {

    private final ListCheckpoints list;
    private final DeleteCheckpoints delete;
    private final ApiVersionResolver apiVersionResolver;

    CheckpointController(ListCheckpoints list, DeleteCheckpoints delete, ApiVersionResolver apiVersionResolver) {
        this.list = list;
        this.delete = delete;
        this.apiVersionResolver = apiVersionResolver;
    }

    @Get
    @Api20230705(unlessUserIsNamed = true)
    @Operation(
            operationId = "ListCheckpoints",
            summary = "Checkpoints, newest first; in the format of 2023-07-05 for calls that name no user")
    @Parameter(name = "username", ref = "#/components/parameters/username")
    @Parameter(name = "types", ref = "#/components/parameters/types")
    @Parameter(name = "status", ref = "#/components/parameters/checkpoint_status")
    @Parameter(name = "roles", ref = "#/components/parameters/roles")
    @Parameter(name = "page", ref = "#/components/parameters/page")
    @Parameter(name = "per_page", ref = "#/components/parameters/per_page")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointsAnswer.class)))
    HttpResponse<?> listCheckpoints(
            @CurrentCaller(permission = "checkpoint:list") Caller caller, HttpRequest<?> request) {
        if (apiVersionResolver.is2023(request)) {
            return ResponseEnvelope.bare(
                    HttpStatus.OK,
                    V2023CheckpointListResponse.of(
                            list.list(caller, V2023CheckpointListResponse.query(QueryParameters.of(request)))));
        }
        ListCheckpoints.Query query = CheckpointRequestParser.list(QueryParameters.of(request));
        return ResponseEnvelope.of(HttpStatus.OK, CheckpointListResponse.of(query, list.list(caller, query)));
    }

    @Delete
    @Operation(operationId = "DeleteCheckpoints", summary = "Delete checkpoints by id")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointIds.class)))
    @ApiResponse(responseCode = "204", description = "No Content")
    HttpResponse<?> deleteCheckpoints(
            @CurrentCaller(permission = "checkpoint:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        List<CheckpointId> left = delete.delete(caller, CheckpointRequestParser.ids(LazyJsonBody.fields(body)));
        return left.isEmpty()
                ? HttpResponse.noContent()
                : HttpResponse.noContent().header("Warning", leftOut(left));
    }

    /** A response without content has room for it in a header only. */
    private static String leftOut(List<CheckpointId> onNodes) {
        return "299 atelier \"" + onNodes.size() + " of them, " + onNodes.get(0)
                + " first, are on disks of GPU nodes and were left there; remove the files on the nodes\"";
    }
}
