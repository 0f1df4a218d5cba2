package dev.atelier.rest.dataset;

import dev.atelier.application.dataset.DeleteDatasets;
import dev.atelier.application.dataset.GetDataset;
import dev.atelier.application.dataset.ListDatasets;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.CursorPaginationParameters;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.ApiVersionResolver;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;

/** Lists, returns and deletes datasets. */
@ApiController
@Tag(name = "dataset")
@Controller("/datasets")
class DatasetController {

    private final GetDataset get;
    private final ListDatasets list;
    private final DeleteDatasets delete;
    private final PublicUrlResolver links;
    private final ApiVersionResolver apiVersionResolver;

    DatasetController(
            GetDataset get,
            ListDatasets list,
            DeleteDatasets delete,
            PublicUrlResolver links,
            ApiVersionResolver apiVersionResolver) {
        this.get = get;
        this.list = list;
        this.delete = delete;
        this.links = links;
        this.apiVersionResolver = apiVersionResolver;
    }

    @Get
    @Api20230705(unlessUserIsNamed = true)
    @Operation(
            operationId = "ListDatasets",
            summary = "Datasets, newest first; without a user in a header, the newest 1000 at once")
    @CursorPaginationParameters
    @Parameter(name = "dataset_status", ref = "#/components/parameters/dataset_status")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = DatasetSchemas.DatasetsAnswer.class)))
    HttpResponse<?> listDatasets(@CurrentCaller(permission = "train:all") Caller caller, HttpRequest<?> request) {
        QueryParameters queryParameters = QueryParameters.of(request);
        List<DatasetStatus> statuses = DatasetRequestParser.statuses(queryParameters);
        return apiVersionResolver.is2023(request)
                ? ResponseEnvelope.bare(
                        HttpStatus.OK,
                        V2023DatasetListResponse.of(list.list(caller, statuses, Optional.empty(), Api20230705.MAX_ROWS)
                                .items()))
                : ResponseEnvelope.of(
                        HttpStatus.OK,
                        DatasetListResponse.of(
                                list.list(caller, statuses, queryParameters.startKey(), queryParameters.limit())));
    }

    @Get("/{name}")
    @Operation(operationId = "GetDataset", summary = "A dataset and its items, with links to their files")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = DatasetSchemas.DatasetAnswer.class)))
    HttpResponse<ResponseEnvelope> getDataset(
            @CurrentCaller(permission = "train:all") Caller caller, String name, HttpRequest<?> request) {
        return ResponseEnvelope.of(
                HttpStatus.OK, DatasetView.of(get.get(caller, DatasetRequestParser.name(name)), links.of(request)));
    }

    @Delete
    @Operation(operationId = "DeleteDatasets", summary = "Delete datasets by name, with their files")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = DatasetSchemas.DatasetNames.class)))
    @ApiResponse(responseCode = "204")
    HttpResponse<?> deleteDatasets(
            @CurrentCaller(permission = "train:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        delete.delete(caller, DatasetRequestParser.names(LazyJsonBody.fields(body)));
        return HttpResponse.noContent();
    }
}
