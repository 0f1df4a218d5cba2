package dev.atelier.rest.dataset;

import dev.atelier.application.dataset.CreateDataset;
import dev.atelier.application.dataset.UpdateDataset;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.access.CurrentCaller;
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

/** Creates, enables and disables datasets. */
@ApiController
@Tag(name = "dataset")
@Controller("/datasets")
class DatasetUploadController {

    private final CreateDataset create;
    private final UpdateDataset update;
    private final PublicUrlResolver links;

    DatasetUploadController(CreateDataset create, UpdateDataset update, PublicUrlResolver links) {
        this.create = create;
        this.update = update;
        this.links = links;
    }

    @Post
    @Operation(operationId = "CreateDataset", summary = "Create a dataset and return the upload URLs of its files")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = DatasetSchemas.NewDataset.class)))
    @ApiResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = DatasetSchemas.NewDatasetAnswer.class)))
    HttpResponse<ResponseEnvelope> createDataset(
            @CurrentCaller(permission = "train:all") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        CreateDataset.Created created = create.create(caller, DatasetRequestParser.create(LazyJsonBody.fields(body)));
        return ResponseEnvelope.of(HttpStatus.CREATED, CreateDatasetResponse.of(created, links.of(request)));
    }

    @Put("/{name}")
    @Operation(operationId = "UpdateDataset", summary = "Enable or disable a dataset")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = DatasetSchemas.DatasetChange.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = DatasetSchemas.DatasetChangeAnswer.class)))
    HttpResponse<ResponseEnvelope> updateDataset(
            @CurrentCaller(permission = "train:all") Caller caller, String name, @Nullable @Body LazyJsonBody body) {
        Dataset dataset = update.update(
                caller, DatasetRequestParser.name(name), DatasetRequestParser.status(LazyJsonBody.fields(body)));
        return ResponseEnvelope.of(HttpStatus.OK, UpdateDatasetResponse.of(dataset));
    }
}
