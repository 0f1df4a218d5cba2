package dev.atelier.rest.inference;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.DeleteInferences;
import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.ListInferences;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.StartInference;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
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
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Creates, starts, lists, returns and deletes inference jobs; waiting for a Real-time one occupies no thread. */
@ApiController
@Tag(name = "inference")
@Controller("/inferences")
class InferenceController {

    private final CreateInference create;
    private final StartInference start;
    private final GetInference get;
    private final ListInferences list;
    private final DeleteInferences delete;
    private final PayloadLimit limit;
    private final PublicUrlResolver links;

    InferenceController(
            CreateInference create,
            StartInference start,
            GetInference get,
            ListInferences list,
            DeleteInferences delete,
            PayloadLimit limit,
            PublicUrlResolver links) {
        this.create = create;
        this.start = start;
        this.get = get;
        this.list = list;
        this.delete = delete;
        this.limit = limit;
        this.links = links;
    }

    @Post
    @Operation(operationId = "CreateInferenceJob", summary = "Create a job; its payload is uploaded next")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = InferenceSchemas.NewInference.class)))
    @ApiResponse(
            responseCode = "201",
            description = "Created; the payload is awaited at api_params_s3_upload_url.",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.StartedInferenceAnswer.class)))
    @ApiResponse(
            responseCode = "202",
            description = "With payload_string: accepted, to be polled.",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.StartedInferenceAnswer.class)))
    @ApiResponse(
            responseCode = "200",
            description = "With payload_string, Real-time: the job has ended.",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.StartedInferenceAnswer.class)))
    CompletionStage<HttpResponse<ResponseEnvelope>> createInferenceJob(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        JsonObjectReader jsonObjectReader = LazyJsonBody.fields(body);
        CreateInference.Command command = InferenceRequestParser.create(jsonObjectReader);
        Optional<String> payload = InferenceRequestParser.payload(jsonObjectReader, limit);
        return payload.isPresent()
                ? start.start(caller, create.prepare(caller, command), payload.get())
                        .thenApply(job -> started(job, request))
                : CompletableFuture.completedFuture(created(create.create(caller, command), request));
    }

    @Put("/{id}/start")
    @Operation(operationId = "StartInferenceJob", summary = "Start a job whose payload is uploaded")
    @RequestBody(content = @Content(schema = @Schema(implementation = InferenceSchemas.Starter.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Accepted, to be polled.",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.StartedInferenceAnswer.class)))
    @ApiResponse(
            responseCode = "200",
            description = "Real-time: the job has ended.",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.StartedInferenceAnswer.class)))
    CompletionStage<HttpResponse<ResponseEnvelope>> startInferenceJob(
            @CurrentCaller(permission = "inference:create") Caller caller,
            String id,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        LazyJsonBody.readableFields(body).as(InferenceSchemas.Starter.class); // already applied; here only checked
        return start.start(caller, InferenceRequestParser.id(id)).thenApply(job -> started(job, request));
    }

    @Get("/{id}")
    @Operation(operationId = "GetInferenceJob", summary = "A job and its results")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.InferenceAnswer.class)))
    HttpResponse<ResponseEnvelope> getInferenceJob(
            @CurrentCaller(permission = "inference:list") Caller caller, String id, HttpRequest<?> request) {
        return ResponseEnvelope.of(
                HttpStatus.OK, InferenceResponse.of(get.get(caller, InferenceRequestParser.id(id)), links.of(request)));
    }

    @Get
    @Operation(operationId = "ListInferenceJobs", summary = "Jobs, newest first")
    @CursorPaginationParameters
    @Parameter(name = "username", ref = "#/components/parameters/username")
    @Parameter(name = "type", ref = "#/components/parameters/task_type")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.InferencesAnswer.class)))
    HttpResponse<ResponseEnvelope> listInferenceJobs(
            @CurrentCaller(permission = "inference:list") Caller caller, HttpRequest<?> request) {
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
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = InferenceSchemas.InferenceIds.class)))
    @ApiResponse(responseCode = "204", description = "No Content")
    HttpResponse<?> deleteInferenceJobs(
            @CurrentCaller(permission = "inference:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        delete.delete(caller, InferenceRequestParser.ids(LazyJsonBody.fields(body)));
        return HttpResponse.noContent();
    }

    private HttpResponse<ResponseEnvelope> created(CreateInference.Created created, HttpRequest<?> request) {
        String uploadUrl = links.of(request).apply(created.payloadUrl());
        return ResponseEnvelope.of(HttpStatus.CREATED, CreateInferenceResponse.data(created.job(), uploadUrl));
    }

    /** A job that has ended already, as Real-time ones do, is returned completely. */
    private HttpResponse<ResponseEnvelope> started(InferenceJob job, HttpRequest<?> request) {
        return job.status().isEnd()
                ? ResponseEnvelope.of(HttpStatus.OK, InferenceResponse.of(get.describe(job), links.of(request)))
                : ResponseEnvelope.of(HttpStatus.ACCEPTED, StartInferenceResponse.data(job));
    }
}
