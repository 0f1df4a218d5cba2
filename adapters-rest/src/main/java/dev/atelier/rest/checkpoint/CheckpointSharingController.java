package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.ShareCheckpoint;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.PathParameters;
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

/** Changes who may use a checkpoint, which the documents have no operation for. */
@ApiController
@Tag(name = "checkpoint")
@Controller("/checkpoints/{id}/access")
class CheckpointSharingController {

    private final ShareCheckpoint share;

    CheckpointSharingController(ShareCheckpoint share) {
        this.share = share;
    }

    @Put
    @Operation(operationId = "ShareCheckpoint", summary = "Change who may use a checkpoint: roles, users or everyone")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.AccessList.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.SharedCheckpointAnswer.class)))
    HttpResponse<ResponseEnvelope> shareCheckpoint(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            String id,
            @Nullable @Body LazyJsonBody body) {
        share.requireAny(caller);
        CheckpointId checkpoint = CheckpointId.parse(id)
                .orElseThrow(() -> new NotFoundException("checkpoint not found with id " + PathParameters.shown(id)));
        return ResponseEnvelope.of(
                HttpStatus.OK,
                SharedCheckpointView.of(
                        share.share(caller, checkpoint, CheckpointRequestParser.sharing(LazyJsonBody.fields(body)))));
    }
}
