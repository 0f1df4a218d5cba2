package dev.atelier.rest.model.v2023;

import dev.atelier.application.model.CompleteModelUpload;
import dev.atelier.application.model.CreateModel;
import dev.atelier.application.model.ListModels;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.model.Model;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.QueryParameters;
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
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.function.Function;

/** Creates and lists models to train with. */
@Api20230705
@ApiController
@Tag(name = "model")
@Controller
class ModelController {

    private final CreateModel create;
    private final CompleteModelUpload complete;
    private final ListModels list;
    private final PublicUrlResolver links;
    private final CompatibilityMode compatibilityMode;

    ModelController(
            CreateModel create,
            CompleteModelUpload complete,
            ListModels list,
            PublicUrlResolver links,
            CompatibilityMode compatibilityMode) {
        this.create = create;
        this.complete = complete;
        this.list = list;
        this.links = links;
        this.compatibilityMode = compatibilityMode;
    }

    @Post("/model")
    @Operation(operationId = "CreateModel", summary = "Create a model and upload its file (2023-07-05)")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023ModelSchemas.NewModel.class)))
    HttpResponse<V2023CreateModelResponse> createModel(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        CreateModel.Created created = create.create(caller, V2023ModelRequestParser.create(LazyJsonBody.fields(body)));
        Function<URI, String> link = links.of(request);
        return ResponseEnvelope.bare(
                HttpStatus.OK,
                compatibilityMode.mapsUploadsByFile()
                        ? V2023CreateModelResponse.withUrlsByFile(created, link)
                        : V2023CreateModelResponse.withHandle(created, link));
    }

    @Put("/model")
    @Operation(
            operationId = "CompleteModel",
            summary = "Complete the upload of a model, which becomes an Active checkpoint (2023-07-05)")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023ModelSchemas.ModelCompletion.class)))
    HttpResponse<V2023CompleteModelResponse> completeModel(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        JsonObjectReader jsonObjectReader = LazyJsonBody.fields(body);
        Model model = complete.complete(
                caller,
                V2023ModelRequestParser.id(jsonObjectReader),
                V2023ModelRequestParser.completion(jsonObjectReader));
        return ResponseEnvelope.bare(HttpStatus.OK, V2023CompleteModelResponse.of(model));
    }

    @Get("/models")
    @Operation(operationId = "ListModels", summary = "The newest 1,000 models, newest first (2023-07-05)")
    @Parameter(name = "types", ref = "#/components/parameters/types")
    HttpResponse<V2023ModelListResponse> listModels(
            @CurrentCaller(permission = "checkpoint:list") Caller caller, HttpRequest<?> request) {
        return ResponseEnvelope.bare(
                HttpStatus.OK,
                V2023ModelListResponse.of(list.list(
                        caller, V2023ModelRequestParser.types(QueryParameters.of(request)), Api20230705.MAX_ROWS)));
    }
}
