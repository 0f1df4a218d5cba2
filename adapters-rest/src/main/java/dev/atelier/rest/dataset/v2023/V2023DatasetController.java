package dev.atelier.rest.dataset.v2023;

import dev.atelier.application.dataset.CreateDataset;
import dev.atelier.application.dataset.GetDataset;
import dev.atelier.application.dataset.UpdateDataset;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.compatibility.CompatibilityMode;
import dev.atelier.rest.dataset.DatasetRequestParser;
import dev.atelier.rest.dataset.DatasetSchemas;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.RouteCondition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.stream.Stream;

/** Creates, enables and returns datasets in the format of 2023-07-05. */
@Api20230705
@ApiController
@Tag(name = "dataset")
@Controller
class V2023DatasetController {

    /** A dataset may have any name; the names of this service's public paths, and the stage, are excluded here. */
    private static final String NO_DATASET = "/(api|docs|files|health|prod)/.*";

    private final CreateDataset create;
    private final UpdateDataset update;
    private final GetDataset get;
    private final PublicUrlResolver links;
    private final CompatibilityMode compatibilityMode;

    V2023DatasetController(
            CreateDataset create,
            UpdateDataset update,
            GetDataset get,
            PublicUrlResolver links,
            CompatibilityMode compatibilityMode) {
        this.create = create;
        this.update = update;
        this.get = get;
        this.links = links;
        this.compatibilityMode = compatibilityMode;
    }

    @Post("/dataset")
    @Operation(operationId = "PostDataset", summary = "Create a dataset and return the upload URLs of its files")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = DatasetSchemas.NewDataset.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = V2023DatasetUploadSchemas.UploadsAnswer.class)))
    HttpResponse<V2023CreateDatasetResponse> postDataset(
            @CurrentCaller(permission = "train:all") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        JsonObjectReader jsonObjectReader = LazyJsonBody.fields(body);
        CreateDataset.Created created =
                create.create(caller, DatasetRequestParser.create(jsonObjectReader, V2023DatasetController::lastName));
        Stream<String> files = jsonObjectReader.as(DatasetSchemas.NewDataset.class).content().stream()
                .map(DatasetSchemas.NewItem::filename);
        return ResponseEnvelope.bare(
                HttpStatus.OK,
                V2023CreateDatasetResponse.of(
                        created, files.toList(), links.of(request), compatibilityMode.mapsUploadsByFile()));
    }

    /** The client sends paths on its own machine. */
    private static String lastName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    @Put("/dataset")
    @Operation(operationId = "PutDataset", summary = "Enable or disable a dataset")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023DatasetUploadSchemas.UploadedDataset.class)))
    HttpResponse<V2023UpdateDatasetResponse> putDataset(
            @CurrentCaller(permission = "train:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        V2023DatasetUploadSchemas.UploadedDataset uploaded =
                LazyJsonBody.fields(body).as(V2023DatasetUploadSchemas.UploadedDataset.class);
        DatasetName name = new DatasetName(uploaded.datasetName());
        return ResponseEnvelope.bare(
                HttpStatus.OK,
                V2023UpdateDatasetResponse.of(update.update(caller, name, DatasetStatus.of(uploaded.status()))));
    }

    /** Other routes come first. The parameter's name must differ from the name in the condition. */
    @Get("/{dataset_name}/data")
    @RouteCondition("#{!(request.path matches '" + NO_DATASET + "')}")
    @Operation(
            operationId = "ListDatasetItemsByDatasetName",
            summary = "The items of a dataset, with links to their files")
    HttpResponse<V2023DatasetContentResponse> listDatasetItems(
            @CurrentCaller(permission = "train:all") Caller caller,
            @PathVariable("dataset_name") String name,
            HttpRequest<?> asked) {
        return ResponseEnvelope.bare(
                HttpStatus.OK,
                V2023DatasetContentResponse.of(get.get(caller, DatasetRequestParser.name(name)), links.of(asked)));
    }
}
