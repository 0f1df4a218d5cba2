package dev.atelier.rest.checkpoint;

import dev.atelier.application.Page;
import dev.atelier.application.checkpoint.ImportFromHub;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.application.checkpoint.ManageImports;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.RouteCondition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** The imports of checkpoints by URL. */
@ApiController
@Tag(name = "checkpoint")
@Controller("/imports")
class ImportController {

    private final ImportFromHub create;
    private final ManageImports manage;

    ImportController(ImportFromHub create, ManageImports manage) {
        this.create = create;
        this.manage = manage;
    }

    @Post
    @Operation(
            operationId = "CreateImport",
            summary = "Import a checkpoint from URLs, from Hugging Face by repository or from Civitai by version")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ImportSchemas.NewImport.class)))
    @ApiResponse(
            responseCode = "202",
            content = @Content(schema = @Schema(implementation = ImportSchemas.ImportAnswer.class)))
    HttpResponse<ResponseEnvelope> createImport(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        return ResponseEnvelope.of(
                HttpStatus.ACCEPTED,
                ImportView.of(
                        manage.created(create.create(caller, ImportRequestParser.create(LazyJsonBody.fields(body))))));
    }

    @Get
    @Operation(operationId = "ListImports", summary = "The caller's imports, newest first; with user:all those of all")
    @Parameter(name = "limit", ref = "#/components/parameters/limit")
    @Parameter(name = "exclusive_start_key", ref = "#/components/parameters/exclusive_start_key")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = ImportSchemas.ImportsAnswer.class)))
    HttpResponse<ResponseEnvelope> listImports(
            @CurrentCaller(permission = "checkpoint:list") Caller caller, HttpRequest<?> request) {
        QueryParameters query = QueryParameters.of(request);
        Page<ImportStatus> page = manage.list(caller, query.startKey(), query.limit());
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new ImportListResponse(
                        page.items().stream().map(ImportView::of).toList(),
                        page.next().map(Object::toString).orElse(null)));
    }

    @Get("/{id}/progress")
    @RouteCondition("#{!(request.path matches '/imports/data')}")
    @Operation(operationId = "GetImport", summary = "An import, and how far it is")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = ImportSchemas.ImportAnswer.class)))
    HttpResponse<ResponseEnvelope> getImport(@CurrentCaller(permission = "checkpoint:list") Caller caller, String id) {
        return answer(manage.get(caller, ImportRequestParser.id(id)));
    }

    @Post("/{id}/pause")
    @Operation(operationId = "PauseImport", summary = "Pause an import; what has arrived is kept")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = ImportSchemas.ImportAnswer.class)))
    HttpResponse<ResponseEnvelope> pauseImport(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, String id) {
        return answer(manage.pause(caller, ImportRequestParser.id(id)));
    }

    @Post("/{id}/resume")
    @Operation(operationId = "ResumeImport", summary = "Let a paused import go on")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = ImportSchemas.ImportAnswer.class)))
    HttpResponse<ResponseEnvelope> resumeImport(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, String id) {
        return answer(manage.resume(caller, ImportRequestParser.id(id)));
    }

    @Post("/{id}/cancel")
    @Operation(operationId = "CancelImport", summary = "End an import; nothing of its files is kept")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = ImportSchemas.ImportAnswer.class)))
    HttpResponse<ResponseEnvelope> cancelImport(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, String id) {
        return answer(manage.cancel(caller, ImportRequestParser.id(id)));
    }

    private static HttpResponse<ResponseEnvelope> answer(ImportStatus found) {
        return ResponseEnvelope.of(HttpStatus.OK, ImportView.of(found));
    }
}
