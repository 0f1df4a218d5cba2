package dev.atelier.rest.dataset.v2023;

import dev.atelier.application.dataset.CreateDataset;
import dev.atelier.application.dataset.GetDataset;
import dev.atelier.application.dataset.UpdateDataset;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.Fields;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.PublicLinks;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.compatibility.Compatibility;
import dev.atelier.rest.dataset.DatasetRequestParser;
import dev.atelier.rest.envelope.Answer;
import dev.atelier.rest.envelope.V2023;
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

/** Brings datasets in and into use and shows what is in them, as the 2023-07-05 generation does. */
@V2023
@ApiController
@Tag(name = "dataset")
@Controller
class DatasetController {

    /** A dataset may be called anything; what this service answers without a key, and the stage, are nobody's dataset here. */
    private static final String NO_DATASET = "/(api|docs|files|health|prod)/.*";

    private final CreateDataset create;
    private final UpdateDataset update;
    private final GetDataset get;
    private final PublicLinks links;
    private final Compatibility compatibility;

    DatasetController(
            CreateDataset create,
            UpdateDataset update,
            GetDataset get,
            PublicLinks links,
            Compatibility compatibility) {
        this.create = create;
        this.update = update;
        this.get = get;
        this.links = links;
        this.compatibility = compatibility;
    }

    @Post("/dataset")
    @Operation(operationId = "PostDataset", summary = "Create a dataset and obtain the URLs for its files")
    @RequestBody(content = @Content(schema = @Schema(implementation = V2023DatasetUploadSchemas.DatasetToUpload.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = V2023DatasetUploadSchemas.UploadsAnswer.class)))
    HttpResponse<DatasetUploads> postDataset(
            @CurrentCaller Caller caller, @Nullable @Body JsonBody body, HttpRequest<?> request) {
        Fields fields = JsonBody.fields(body);
        CreateDataset.Created created =
                create.create(caller, DatasetRequestParser.create(fields, DatasetController::lastName));
        Stream<String> files = fields.objects("content").stream().map(file -> file.string("filename"));
        return Answer.bare(
                HttpStatus.OK,
                DatasetUploads.of(created, files.toList(), links.of(request), compatibility.mapsUploadsByFile()));
    }

    /** What clients of this generation send is where the file lies with them. */
    private static String lastName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    @Put("/dataset")
    @Operation(operationId = "PutDataset", summary = "Take a dataset into use, or out of it")
    @RequestBody(content = @Content(schema = @Schema(implementation = V2023DatasetUploadSchemas.UploadedDataset.class)))
    HttpResponse<ChangedDataset> putDataset(@CurrentCaller Caller caller, @Nullable @Body JsonBody body) {
        Fields fields = JsonBody.fields(body).require("dataset_name", "status");
        DatasetName name = new DatasetName(fields.nonEmptyText("dataset_name"));
        return Answer.bare(
                HttpStatus.OK, ChangedDataset.of(update.update(caller, name, DatasetRequestParser.status(fields))));
    }

    /** Whatever else could answer a path comes first. The parameter's name must differ from what the condition calls it. */
    @Get("/{dataset_name}/data")
    @RouteCondition("#{!(request.path matches '" + NO_DATASET + "')}")
    @Operation(
            operationId = "ListDatasetItemsByDatasetName",
            summary = "The items of a dataset, with links to their files")
    HttpResponse<DatasetItems> listDatasetItems(
            @CurrentCaller Caller caller, @PathVariable("dataset_name") String name, HttpRequest<?> asked) {
        return Answer.bare(
                HttpStatus.OK, DatasetItems.of(get.get(caller, DatasetRequestParser.name(name)), links.of(asked)));
    }
}
