package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.CompleteCheckpointUpload;
import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.application.checkpoint.RenameCheckpoint;
import dev.atelier.application.checkpoint.RequestCheckpointImport;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.compatibility.CompatibilityMode;
import dev.atelier.rest.envelope.PathParameters;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;

/** Creates checkpoints from uploads and URLs, completes and renames them. */
@ApiController
@Tag(name = "checkpoint")
@Controller("/checkpoints")
class CheckpointUploadController {

    private static final String IMPORTING = "Checkpoint creation in progress, please check later";

    private final CreateCheckpoint create;
    private final RequestCheckpointImport importing;
    private final CompleteCheckpointUpload complete;
    private final RenameCheckpoint rename;
    private final PublicUrlResolver links;
    private final CompatibilityMode compatibilityMode;

    CheckpointUploadController(
            CreateCheckpoint create,
            RequestCheckpointImport importing,
            CompleteCheckpointUpload complete,
            RenameCheckpoint rename,
            PublicUrlResolver links,
            CompatibilityMode compatibilityMode) {
        this.create = create;
        this.importing = importing;
        this.complete = complete;
        this.rename = rename;
        this.links = links;
        this.compatibilityMode = compatibilityMode;
    }

    @Post
    @Operation(operationId = "CreateCheckpoint", summary = "Create a checkpoint, from URLs or by upload")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.NewCheckpoint.class)))
    @ApiResponse(
            responseCode = "202",
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.NewCheckpointAnswer.class)))
    HttpResponse<ResponseEnvelope> createCheckpoint(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        JsonObjectReader jsonObjectReader = LazyJsonBody.fields(body);
        if (!jsonObjectReader.has(CheckpointRequestParser.FILENAMES)) {
            return importByUrl(caller, jsonObjectReader);
        }
        CreateCheckpoint.Created created = create.create(caller, CheckpointRequestParser.upload(jsonObjectReader));
        return ResponseEnvelope.of(
                compatibilityMode.status(CompatibilityMode.Row.UPLOAD_CHECKPOINT),
                CreateCheckpointResponse.of(created, links.of(request)));
    }

    @Put("/{id}")
    @Operation(operationId = "UpdateCheckpoint", summary = "Complete an upload, or rename")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointChange.class)))
    HttpResponse<UpdateCheckpointResponse> updateCheckpoint(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            String id,
            @Nullable @Body LazyJsonBody body) {
        JsonObjectReader jsonObjectReader = LazyJsonBody.fields(body);
        CheckpointId checkpoint = CheckpointId.parse(id)
                .orElseThrow(() -> new NotFoundException("checkpoint not found with id " + PathParameters.shown(id)));
        Optional<CheckpointFileName> name = CheckpointRequestParser.rename(jsonObjectReader);
        return name.isPresent()
                ? updated(
                        compatibilityMode.status(CompatibilityMode.Row.RENAME_CHECKPOINT),
                        rename.rename(caller, checkpoint, name.get()))
                : updated(
                        HttpStatus.OK,
                        complete.complete(caller, checkpoint, CheckpointRequestParser.completion(jsonObjectReader)));
    }

    private static HttpResponse<UpdateCheckpointResponse> updated(HttpStatus status, Checkpoint checkpoint) {
        return ResponseEnvelope.bare(status, UpdateCheckpointResponse.of(status, checkpoint));
    }

    private HttpResponse<ResponseEnvelope> importByUrl(Caller caller, JsonObjectReader body) {
        Checkpoint checkpoint = importing.create(caller, CheckpointRequestParser.importing(body));
        return ResponseEnvelope.of(HttpStatus.ACCEPTED, CreateCheckpointResponse.imported(checkpoint), IMPORTING);
    }
}
