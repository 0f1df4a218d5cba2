package dev.atelier.rest.model.v2023;

import dev.atelier.application.model.CompleteModelUpload;
import dev.atelier.application.model.CreateModel;
import dev.atelier.application.model.ListModels;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.model.Model;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.Fields;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.PublicLinks;
import dev.atelier.rest.Query;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.compatibility.Compatibility;
import dev.atelier.rest.envelope.Answer;
import dev.atelier.rest.envelope.V2023;
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
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.function.Function;

/** Brings in models to train with, and lists them. */
@V2023
@ApiController
@Tag(name = "model")
@Controller
class ModelController {

    private final CreateModel create;
    private final CompleteModelUpload complete;
    private final ListModels list;
    private final PublicLinks links;
    private final Compatibility compatibility;

    ModelController(
            CreateModel create,
            CompleteModelUpload complete,
            ListModels list,
            PublicLinks links,
            Compatibility compatibility) {
        this.create = create;
        this.complete = complete;
        this.list = list;
        this.links = links;
        this.compatibility = compatibility;
    }

    @Post("/model")
    @Operation(operationId = "CreateModel", summary = "Create a model and upload its file (2023-07-05)")
    @RequestBody(content = @Content(schema = @Schema(implementation = V2023ModelSchemas.NewModel.class)))
    HttpResponse<CreatedModel> createModel(
            @CurrentCaller Caller caller, @Nullable @Body JsonBody body, HttpRequest<?> request) {
        CreateModel.Created created = create.create(caller, V2023ModelRequestParser.create(JsonBody.fields(body)));
        Function<URI, String> link = links.of(request);
        return Answer.bare(
                HttpStatus.OK,
                compatibility.mapsUploadsByFile()
                        ? CreatedModel.withUrlsByFile(created, link)
                        : CreatedModel.withHandle(created, link));
    }

    @Put("/model")
    @Operation(
            operationId = "CompleteModel",
            summary = "Complete the upload of a model, which becomes an Active checkpoint (2023-07-05)")
    @RequestBody(content = @Content(schema = @Schema(implementation = V2023ModelSchemas.ModelCompletion.class)))
    HttpResponse<CompletedModel> completeModel(@CurrentCaller Caller caller, @Nullable @Body JsonBody body) {
        Fields fields = JsonBody.fields(body);
        Model model = complete.complete(
                caller, V2023ModelRequestParser.id(fields), V2023ModelRequestParser.completion(fields));
        return Answer.bare(HttpStatus.OK, CompletedModel.of(model));
    }

    @Get("/models")
    @Operation(operationId = "ListModels", summary = "The newest 1,000 models, newest first (2023-07-05)")
    @Parameter(name = "types", in = ParameterIn.QUERY, array = @ArraySchema(schema = @Schema(type = "string")))
    HttpResponse<ModelList> listModels(@CurrentCaller Caller caller, HttpRequest<?> request) {
        return Answer.bare(
                HttpStatus.OK,
                ModelList.of(list.list(caller, V2023ModelRequestParser.types(Query.of(request)), V2023.MOST_ROWS)));
    }
}
