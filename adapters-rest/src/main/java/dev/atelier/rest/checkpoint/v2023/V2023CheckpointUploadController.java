package dev.atelier.rest.checkpoint.v2023;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.CompleteCheckpointUpload;
import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.application.checkpoint.RequestCheckpointImport;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.compatibility.CompatibilityMode;
import dev.atelier.rest.envelope.Api20230705;
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
import java.net.URI;
import java.util.Set;
import java.util.function.Function;

/** Creates checkpoints in the format of 2023-07-05, from uploads and URLs. */
@Api20230705
@ApiController
@Tag(name = "checkpoint")
@Controller
class V2023CheckpointUploadController {

    private final CreateCheckpoint create;
    private final CompleteCheckpointUpload complete;
    private final RequestCheckpointImport importing;
    private final CheckpointRepository checkpoints;
    private final PublicUrlResolver links;
    private final CompatibilityMode compatibilityMode;

    V2023CheckpointUploadController(
            CreateCheckpoint create,
            CompleteCheckpointUpload complete,
            RequestCheckpointImport importing,
            CheckpointRepository checkpoints,
            PublicUrlResolver links,
            CompatibilityMode compatibilityMode) {
        this.create = create;
        this.complete = complete;
        this.importing = importing;
        this.checkpoints = checkpoints;
        this.links = links;
        this.compatibilityMode = compatibilityMode;
    }

    @Post("/checkpoint")
    @Operation(operationId = "BeginCheckpointUpload", summary = "Create a checkpoint and upload its files (2023-07-05)")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023CheckpointUploadSchemas.BegunCheckpoint.class)))
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema =
                                    @Schema(implementation = V2023CheckpointUploadSchemas.BegunCheckpointAnswer.class)))
    HttpResponse<V2023CreateCheckpointResponse> beginUpload(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        CreateCheckpoint.Created created =
                create.create(caller, V2023CheckpointUploadRequestParser.upload(LazyJsonBody.fields(body)));
        Function<URI, String> link = links.of(request);
        return ResponseEnvelope.bare(
                HttpStatus.OK,
                compatibilityMode.mapsUploadsByFile()
                        ? V2023CreateCheckpointResponse.withUrlsByFile(created, link)
                        : V2023CreateCheckpointResponse.withHandles(created, link));
    }

    @Put("/checkpoint")
    @Operation(operationId = "CompleteCheckpointUpload", summary = "Complete the upload of a checkpoint (2023-07-05)")
    @RequestBody(
            required = true,
            content =
                    @Content(schema = @Schema(implementation = V2023CheckpointUploadSchemas.CompletedCheckpoint.class)))
    HttpResponse<V2023ImportCheckpointResponse> completeUpload(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        JsonObjectReader jsonObjectReader = LazyJsonBody.fields(body);
        CheckpointId id = V2023CheckpointUploadRequestParser.id(jsonObjectReader);
        Set<String> awaited = checkpoints
                .find(id)
                .map(checkpoint -> checkpoint.uploads().keySet())
                .orElse(Set.of());
        Checkpoint active =
                complete.complete(caller, id, V2023CheckpointUploadRequestParser.completion(jsonObjectReader, awaited));
        return ResponseEnvelope.bare(HttpStatus.OK, V2023ImportCheckpointResponse.of(active));
    }

    @Post("/upload_checkpoint")
    @Operation(operationId = "ImportCheckpoint", summary = "Create a checkpoint from URLs (2023-07-05)")
    @RequestBody(
            required = true,
            content =
                    @Content(schema = @Schema(implementation = V2023CheckpointUploadSchemas.ImportedCheckpoint.class)))
    HttpResponse<V2023ImportCheckpointResponse> importCheckpoint(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        Checkpoint checkpoint =
                importing.create(caller, V2023CheckpointUploadRequestParser.importing(LazyJsonBody.fields(body)));
        return ResponseEnvelope.bare(HttpStatus.OK, V2023ImportCheckpointResponse.imported(checkpoint));
    }
}
