package dev.atelier.rest.inference;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.inference.DeleteInferences;
import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.ListInferences;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.CursorPaginationParameters;
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
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.function.Function;

/** Lists, returns and deletes inference jobs. */
@ApiController
@Tag(name = "inference")
@Controller("/inferences")
class InferenceController {

    private final GetInference get;
    private final ListInferences list;
    private final DeleteInferences delete;
    private final PublicUrlResolver links;

    InferenceController(GetInference get, ListInferences list, DeleteInferences delete, PublicUrlResolver links) {
        this.get = get;
        this.list = list;
        this.delete = delete;
        this.links = links;
    }

    @Get("/{id}")
    @Operation(operationId = "GetInferenceJob", summary = "A job and its results")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.InferenceAnswer.class)))
    HttpResponse<ResponseEnvelope> getInferenceJob(@CurrentCaller Caller caller, String id, HttpRequest<?> request) {
        return ResponseEnvelope.of(
                HttpStatus.OK, InferenceResponse.of(get.get(caller, InferenceRequestParser.id(id)), links.of(request)));
    }

    @Get
    @Operation(operationId = "ListInferenceJobs", summary = "Jobs, newest first")
    @CursorPaginationParameters
    @Parameter(name = "username", in = ParameterIn.QUERY, description = "Only those of this user.")
    @Parameter(name = "type", in = ParameterIn.QUERY, description = "Only those of this task type.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.InferencesAnswer.class)))
    HttpResponse<ResponseEnvelope> listInferenceJobs(@CurrentCaller Caller caller, HttpRequest<?> request) {
        QueryParameters queryParameters = QueryParameters.of(request);
        Page<InferenceJob> page = list.list(
                caller,
                queryParameters.text("username").map(UserName::new),
                queryParameters.text("type").map(TaskType::of),
                queryParameters.startKey(),
                queryParameters.limit());
        Function<URI, String> urls = links.of(request);
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new InferenceListResponse(
                        page.items().stream()
                                .map(job -> InferenceResponse.of(get.describe(job), urls))
                                .toList(),
                        page.next().map(Cursor::toString).orElse(null)));
    }

    @Delete
    @Operation(operationId = "DeleteInferenceJobs", summary = "Delete jobs by id, with their files")
    @RequestBody(content = @Content(schema = @Schema(implementation = InferenceSchemas.InferenceIds.class)))
    @ApiResponse(responseCode = "204", description = "No Content")
    HttpResponse<?> deleteInferenceJobs(@CurrentCaller Caller caller, @Nullable @Body LazyJsonBody body) {
        delete.delete(caller, InferenceRequestParser.ids(LazyJsonBody.fields(body)));
        return HttpResponse.noContent();
    }
}
