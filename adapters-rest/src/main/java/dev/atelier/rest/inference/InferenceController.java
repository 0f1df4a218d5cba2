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
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.PublicLinks;
import dev.atelier.rest.Query;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.Paged;
import dev.atelier.rest.envelope.Answer;
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

/** Tells about inference jobs and removes them. */
@ApiController
@Tag(name = "inference")
@Controller("/inferences")
class InferenceController {

    private final GetInference get;
    private final ListInferences list;
    private final DeleteInferences delete;
    private final PublicLinks links;

    InferenceController(GetInference get, ListInferences list, DeleteInferences delete, PublicLinks links) {
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
    HttpResponse<Answer> getInferenceJob(@CurrentCaller Caller caller, String id, HttpRequest<?> request) {
        return Answer.of(HttpStatus.OK, JobView.of(get.get(caller, InferenceRequestParser.id(id)), links.of(request)));
    }

    @Get
    @Operation(operationId = "ListInferenceJobs", summary = "Jobs, newest first")
    @Paged
    @Parameter(name = "username", in = ParameterIn.QUERY, description = "Only those of this user.")
    @Parameter(name = "type", in = ParameterIn.QUERY, description = "Only those of this task type.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.InferencesAnswer.class)))
    HttpResponse<Answer> listInferenceJobs(@CurrentCaller Caller caller, HttpRequest<?> request) {
        Query query = Query.of(request);
        Page<InferenceJob> page = list.list(
                caller,
                query.text("username").map(UserName::new),
                query.text("type").map(TaskType::of),
                query.startKey(),
                query.limit());
        Function<URI, String> urls = links.of(request);
        return Answer.of(
                HttpStatus.OK,
                new JobList(
                        page.items().stream()
                                .map(job -> JobView.of(get.describe(job), urls))
                                .toList(),
                        page.next().map(Cursor::toString).orElse(null)));
    }

    @Delete
    @Operation(operationId = "DeleteInferenceJobs", summary = "Delete jobs by id, with their files")
    @RequestBody(content = @Content(schema = @Schema(implementation = InferenceSchemas.InferenceIds.class)))
    @ApiResponse(responseCode = "204", description = "No Content")
    HttpResponse<?> deleteInferenceJobs(@CurrentCaller Caller caller, @Nullable @Body JsonBody body) {
        delete.delete(caller, InferenceRequestParser.ids(JsonBody.fields(body)));
        return HttpResponse.noContent();
    }
}
