package dev.atelier.rest.merge.v2023;

import dev.atelier.application.merge.StartMerge;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.IdempotencyKeyParameter;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.ResponseEnvelope;
import dev.atelier.rest.idempotency.IdempotentRequests;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Starts merges. */
@Api20230705
@ApiController
@Tag(name = "checkpoint")
@Controller("/inference/run-model-merge")
class MergeController {

    private final StartMerge start;
    private final IdempotentRequests idempotent;

    MergeController(StartMerge start, IdempotentRequests idempotent) {
        this.start = start;
        this.idempotent = idempotent;
    }

    @Post
    @Operation(operationId = "RunModelMerge", summary = "Merge checkpoints into a new one (2023-07-05)")
    @IdempotencyKeyParameter
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023MergeSchemas.NewMerge.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = V2023StartMergeResponse.class)))
    CompletionStage<HttpResponse<V2023StartMergeResponse>> runModelMerge(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> received) {
        MergeRequest request = MergeRequest.of(LazyJsonBody.fields(body));
        StartMerge.Command command = request.command();
        return idempotent.answer(
                received,
                caller,
                "POST /inference/run-model-merge",
                body,
                new IdempotentRequests.Attempts<>(
                        id -> started(start.start(caller, command, new MergeId(id)), request),
                        id -> start.recall(caller, new MergeId(id)).map(merge -> started(merge, request))));
    }

    private static CompletionStage<HttpResponse<V2023StartMergeResponse>> started(
            MergeJob merge, MergeRequest request) {
        return CompletableFuture.completedFuture(
                ResponseEnvelope.bare(HttpStatus.OK, V2023StartMergeResponse.of(merge, request.merge())));
    }
}
