package dev.atelier.rest.merge.v2023;

import dev.atelier.application.merge.StartMerge;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Starts merges. */
@Api20230705
@ApiController
@Tag(name = "checkpoint")
@Controller("/inference/run-model-merge")
class MergeController {

    private final StartMerge start;

    MergeController(StartMerge start) {
        this.start = start;
    }

    @Post
    @Operation(operationId = "RunModelMerge", summary = "Merge checkpoints into a new one (2023-07-05)")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023MergeSchemas.NewMerge.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = V2023StartMergeResponse.class)))
    HttpResponse<V2023StartMergeResponse> runModelMerge(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        MergeRequest request = MergeRequest.of(LazyJsonBody.fields(body));
        return ResponseEnvelope.bare(
                HttpStatus.OK, V2023StartMergeResponse.of(start.start(caller, request.command()), request.merge()));
    }
}
