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
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.CursorPaginationParameters;
import dev.atelier.rest.description.IdempotencyKeyParameter;
import dev.atelier.rest.envelope.ResponseEnvelope;
import dev.atelier.rest.idempotency.IdempotentRequests;
import dev.atelier.rest.idempotency.IdempotentRequests.Attempts;
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
import java.util.UUID;
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
    private final JobWaits waits;
    private final IdempotentRequests idempotent;

    InferenceController(
            CreateInference create,
            StartInference start,
            GetInference get,
            ListInferences list,
            DeleteInferences delete,
            PayloadLimit limit,
            PublicUrlResolver links,
            JobWaits waits,
            IdempotentRequests idempotent) {
        this.create = create;
        this.start = start;
        this.get = get;
        this.list = list;
        this.delete = delete;
        this.limit = limit;
        this.links = links;
        this.waits = waits;
        this.idempotent = idempotent;
    }

    @Post
    @Operation(operationId = "CreateInferenceJob", summary = "Create a job; its payload is uploaded next")
    @IdempotencyKeyParameter
    @Parameter(name = "Prefer", ref = "#/components/parameters/prefer")
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
        Attempts<ResponseEnvelope> attempts = InferenceRequestParser.payload(jsonObjectReader, limit)
                .map(payload -> starting(
                        caller,
                        request,
                        id -> start.start(caller, create.prepare(caller, command, new InferenceJobId(id)), payload)))
                .orElseGet(() -> new Attempts<>(
                        id -> created(create.create(caller, command, new InferenceJobId(id)), request),
                        id -> create.recall(caller, new InferenceJobId(id)).map(found -> created(found, request))));
        return idempotent.answer(request, caller, "POST /inferences", body, attempts);
    }

    @Put("/{id}/start")
    @Operation(operationId = "StartInferenceJob", summary = "Start a job whose payload is uploaded")
    @IdempotencyKeyParameter
    @Parameter(name = "Prefer", ref = "#/components/parameters/prefer")
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
        InferenceJobId job = InferenceRequestParser.id(id);
        Attempts<ResponseEnvelope> attempts = starting(caller, request, any -> start.start(caller, job));
        return idempotent.answer(
                request,
                caller,
                "PUT /inferences/" + job + "/start",
                body,
                new Attempts<>(attempts.run(), any -> attempts.recall().apply(job.value())));
    }

    @Get("/{id}")
    @Operation(operationId = "GetInferenceJob", summary = "A job and its results")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.InferenceAnswer.class)))
    HttpResponse<ResponseEnvelope> getInferenceJob(
            @CurrentCaller(permission = "inference:list") Caller caller, String id, HttpRequest<?> request) {
        GetInference.Details found = get.get(caller, InferenceRequestParser.id(id));
        return JobWaits.askToPoll(
                found.job(), ResponseEnvelope.of(HttpStatus.OK, InferenceResponse.of(found, links.of(request))));
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

    private CompletionStage<HttpResponse<ResponseEnvelope>> created(
            CreateInference.Created created, HttpRequest<?> request) {
        String uploadUrl = links.of(request).apply(created.payloadUrl());
        return CompletableFuture.completedFuture(
                ResponseEnvelope.of(HttpStatus.CREATED, CreateInferenceResponse.data(created.job(), uploadUrl)));
    }

    private Attempts<ResponseEnvelope> starting(
            Caller caller, HttpRequest<?> request, Function<UUID, CompletionStage<InferenceJob>> starter) {
        return new Attempts<>(
                id -> starter.apply(id).thenCompose(job -> started(job, request)),
                id -> start.recall(caller, new InferenceJobId(id))
                        .map(job -> waits.resume(job, request).thenCompose(found -> started(found, request))));
    }

    /** A job that has ended already, as Real-time ones do, is returned completely. */
    private CompletionStage<HttpResponse<ResponseEnvelope>> started(InferenceJob submitted, HttpRequest<?> request) {
        return waits.answer(
                submitted,
                request,
                job -> job.status().isEnd()
                        ? ResponseEnvelope.of(HttpStatus.OK, InferenceResponse.of(get.describe(job), links.of(request)))
                        : JobWaits.askToPoll(
                                job, ResponseEnvelope.of(HttpStatus.ACCEPTED, StartInferenceResponse.data(job))));
    }
}
