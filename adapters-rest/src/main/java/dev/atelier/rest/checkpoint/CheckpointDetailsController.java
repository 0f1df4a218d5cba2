package dev.atelier.rest.checkpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.checkpoint.AnnotateCheckpoint;
import dev.atelier.application.checkpoint.CheckpointSearch;
import dev.atelier.application.checkpoint.GetCheckpoint;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.application.checkpoint.ReadModelFiles;
import dev.atelier.application.checkpoint.SwitchCheckpoint;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelNotes;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.CursorPaginationParameters;
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
import io.micronaut.http.annotation.Put;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;

/**
 * What is known of checkpoints, by which they are found, and what is changed of it; the documents have no operations for that. No path
 * may have two parts and end in a variable: in 2023-07-05 {@code /checkpoints/data} is that of a dataset of this name.
 */
@ApiController
@Tag(name = "checkpoint")
@Controller("/checkpoints")
class CheckpointDetailsController {

    private static final String READING = "The files are read in the background, please check later";

    private final GetCheckpoint get;
    private final ListCheckpoints list;
    private final SwitchCheckpoint statuses;
    private final AnnotateCheckpoint annotate;
    private final ReadModelFiles read;

    CheckpointDetailsController(
            GetCheckpoint get,
            ListCheckpoints list,
            SwitchCheckpoint statuses,
            AnnotateCheckpoint annotate,
            ReadModelFiles read) {
        this.get = get;
        this.list = list;
        this.statuses = statuses;
        this.annotate = annotate;
        this.read = read;
    }

    @Get("/search")
    @Operation(
            operationId = "SearchCheckpoints",
            summary = "Checkpoints by what they are and are called, newest first, with all that is known of them")
    @Parameter(name = "name", ref = "#/components/parameters/model_name_part")
    @Parameter(name = "family", ref = "#/components/parameters/model_family")
    @Parameter(name = "kind", ref = "#/components/parameters/model_kind")
    @Parameter(name = "base", ref = "#/components/parameters/model_base")
    @Parameter(name = "tag", ref = "#/components/parameters/model_tag")
    @Parameter(name = "hash", ref = "#/components/parameters/model_hash")
    @Parameter(name = "creator", ref = "#/components/parameters/model_creator")
    @Parameter(name = "types", ref = "#/components/parameters/types")
    @Parameter(name = "status", ref = "#/components/parameters/checkpoint_status")
    @CursorPaginationParameters
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointSearchAnswer.class)))
    HttpResponse<ResponseEnvelope> searchCheckpoints(
            @CurrentCaller(permission = "checkpoint:list") Caller caller, HttpRequest<?> request) {
        QueryParameters query = QueryParameters.of(request);
        Page<Checkpoint> found = list.search(
                caller,
                query.list("types").stream().map(CheckpointType::of).toList(),
                query.list("status").stream().map(CheckpointStatus::of).toList(),
                query.searched("creator").map(UserName::new),
                search(query),
                query.startKey(),
                query.limit());
        Map<CheckpointId, GetCheckpoint.Details> details = get.details(found.items());
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new CheckpointSearchResponse(
                        found.items().stream()
                                .map(checkpoint -> CheckpointDetailsView.of(checkpoint, details.get(checkpoint.id())))
                                .toList(),
                        found.next().map(Cursor::toString).orElse(null)));
    }

    private static CheckpointSearch search(QueryParameters query) {
        return CheckpointSearch.of(
                query.searched("name"),
                query.text("family"),
                query.text("kind"),
                query.searched("base"),
                query.searched("tag"),
                query.text("hash"));
    }

    @Get("/{id}/details")
    @Operation(operationId = "GetCheckpoint", summary = "A checkpoint with all that is known of it")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointDetailsAnswer.class)))
    HttpResponse<ResponseEnvelope> getCheckpoint(
            @CurrentCaller(permission = "checkpoint:list") Caller caller, String id) {
        return ResponseEnvelope.of(HttpStatus.OK, details(get.get(caller, id(id))));
    }

    @Put("/{id}/status")
    @Operation(
            operationId = "SetCheckpointStatus",
            summary = "Take a checkpoint out of use, or put it in use again; its files stay")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointStatusChange.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointDetailsAnswer.class)))
    HttpResponse<ResponseEnvelope> setCheckpointStatus(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            String id,
            @Nullable @Body LazyJsonBody body) {
        statuses.requireAny(caller);
        CheckpointId checkpoint = id(id);
        JsonObjectReader fields = LazyJsonBody.fields(body);
        fields.require("status");
        CheckpointStatus status = CheckpointStatus.of(
                fields.as(CheckpointSchemas.CheckpointStatusChange.class).status());
        return ResponseEnvelope.of(HttpStatus.OK, details(statuses.set(caller, checkpoint, status)));
    }

    @Put("/{id}/notes")
    @Operation(operationId = "AnnotateCheckpoint", summary = "Replace the notes and tags of a checkpoint")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointNotes.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointDetailsAnswer.class)))
    HttpResponse<ResponseEnvelope> annotateCheckpoint(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            String id,
            @Nullable @Body LazyJsonBody body) {
        annotate.requireAny(caller);
        CheckpointId checkpoint = id(id);
        CheckpointSchemas.CheckpointNotes given = LazyJsonBody.fields(body).as(CheckpointSchemas.CheckpointNotes.class);
        return ResponseEnvelope.of(
                HttpStatus.OK,
                details(annotate.annotate(
                        caller,
                        checkpoint,
                        new ModelNotes(
                                given.notes() == null ? "" : given.notes(),
                                given.tags() == null ? List.of() : given.tags()))));
    }

    @Post("/{id}/read")
    @Operation(
            operationId = "ReadCheckpoint",
            summary = "Have the headers and hashes of a checkpoint's files read again, in the background")
    @ApiResponse(
            responseCode = "202",
            content = @Content(schema = @Schema(implementation = CheckpointSchemas.CheckpointDetailsAnswer.class)))
    HttpResponse<ResponseEnvelope> readCheckpoint(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, String id) {
        return ResponseEnvelope.of(HttpStatus.ACCEPTED, details(read.request(caller, id(id))), READING);
    }

    private CheckpointDetailsView details(Checkpoint checkpoint) {
        return CheckpointDetailsView.of(
                checkpoint, get.details(List.of(checkpoint)).get(checkpoint.id()));
    }

    private static CheckpointId id(String text) {
        return CheckpointId.parse(text)
                .orElseThrow(() -> new NotFoundException("checkpoint not found with id " + PathParameters.shown(text)));
    }
}
