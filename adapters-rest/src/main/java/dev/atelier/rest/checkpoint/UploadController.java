package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.CompleteCheckpointUpload;
import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.application.checkpoint.ImportCheckpoint;
import dev.atelier.application.checkpoint.RenameCheckpoint;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.Fields;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.PublicLinks;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.compatibility.Compatibility;
import dev.atelier.rest.envelope.Answer;
import dev.atelier.rest.envelope.PathIds;
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

/** Brings checkpoints in, by files uploaded in parts or from URLs, and changes them. */
@ApiController
@Tag(name = "checkpoint")
@Controller("/checkpoints")
class UploadController {

    private static final String IMPORTING = "Checkpoint creation in progress, please check later";

    private final CreateCheckpoint create;
    private final ImportCheckpoint importing;
    private final CompleteCheckpointUpload complete;
    private final RenameCheckpoint rename;
    private final PublicLinks links;
    private final Compatibility compatibility;

    UploadController(
            CreateCheckpoint create,
            ImportCheckpoint importing,
            CompleteCheckpointUpload complete,
            RenameCheckpoint rename,
            PublicLinks links,
            Compatibility compatibility) {
        this.create = create;
        this.importing = importing;
        this.complete = complete;
        this.rename = rename;
        this.links = links;
        this.compatibility = compatibility;
    }

    @Post
    @Operation(operationId = "CreateCheckpoint", summary = "Bring in a checkpoint, from URLs or by upload")
    @RequestBody(content = @Content(schema = @Schema(implementation = CheckpointSchemas.NewCheckpoint.class)))
    @ApiResponse(
            responseCode = "202",
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.NewCheckpointAnswer.class)))
    HttpResponse<Answer> createCheckpoint(
            @CurrentCaller Caller caller, @Nullable @Body JsonBody body, HttpRequest<?> request) {
        Fields fields = JsonBody.fields(body);
        if (!fields.has(CheckpointRequestParser.FILENAMES)) {
            return importByUrl(caller, fields);
        }
        CreateCheckpoint.Created created = create.create(caller, CheckpointRequestParser.upload(fields));
        return Answer.of(
                compatibility.status(Compatibility.Row.UPLOAD_CHECKPOINT),
                CreatedCheckpoint.of(created, links.of(request)));
    }

    @Put("/{id}")
    @Operation(operationId = "UpdateCheckpoint", summary = "Complete an upload, or rename")
    @RequestBody(content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointChange.class)))
    HttpResponse<UpdatedCheckpoint> updateCheckpoint(
            @CurrentCaller Caller caller, String id, @Nullable @Body JsonBody body) {
        Fields fields = JsonBody.fields(body);
        CheckpointId checkpoint = CheckpointId.parse(id)
                .orElseThrow(() -> new NotFoundException("checkpoint not found with id " + PathIds.shown(id)));
        return Answer.bare(HttpStatus.OK, UpdatedCheckpoint.of(update(caller, checkpoint, fields)));
    }

    private Checkpoint update(Caller caller, CheckpointId id, Fields body) {
        return CheckpointRequestParser.rename(body)
                .map(name -> rename.rename(caller, id, name))
                .orElseGet(() -> complete.complete(caller, id, CheckpointRequestParser.completion(body)));
    }

    private HttpResponse<Answer> importByUrl(Caller caller, Fields body) {
        Checkpoint checkpoint = importing.create(caller, CheckpointRequestParser.importing(body));
        return Answer.of(HttpStatus.ACCEPTED, CreatedCheckpoint.imported(checkpoint), IMPORTING);
    }
}
