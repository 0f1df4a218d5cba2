package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.ManageImportCredentials;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** The secrets that imports send to their hosts; no response has one. */
@ApiController
@Tag(name = "checkpoint")
@Controller("/import-credentials")
class ImportCredentialController {

    private final ManageImportCredentials manage;

    ImportCredentialController(ManageImportCredentials manage) {
        this.manage = manage;
    }

    @Get
    @Operation(
            operationId = "ListImportCredentials",
            summary = "For which hosts there are secrets: the caller's own, and those for all users")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = ImportSchemas.CredentialsAnswer.class)))
    HttpResponse<ResponseEnvelope> listImportCredentials(
            @CurrentCaller(permission = "checkpoint:create") Caller caller) {
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new ImportCredentialListResponse(manage.list(caller).stream()
                        .map(ImportCredentialView::of)
                        .toList()));
    }

    @Put
    @Operation(
            operationId = "SetImportCredential",
            summary = "Set the secret for imports from a host, in place of the one before; it is never shown again")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = ImportSchemas.NewCredential.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = ImportSchemas.CredentialAnswer.class)))
    HttpResponse<ResponseEnvelope> setImportCredential(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        return ResponseEnvelope.of(
                HttpStatus.OK,
                ImportCredentialView.of(manage.set(caller, ImportRequestParser.credential(LazyJsonBody.fields(body)))));
    }

    @Delete("/{id}")
    @Operation(operationId = "DeleteImportCredential", summary = "Delete the secret for a host")
    @ApiResponse(responseCode = "204", description = "No Content")
    HttpResponse<?> deleteImportCredential(@CurrentCaller(permission = "checkpoint:create") Caller caller, String id) {
        manage.delete(caller, ImportRequestParser.credentialId(id));
        return HttpResponse.noContent();
    }
}
