package dev.atelier.rest.inference;

import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.StartInference;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Creates and starts inference jobs; waiting for a Real-time one occupies no thread. */
@ApiController
@Tag(name = "inference")
@Controller("/inferences")
class StartController {

    private final CreateInference create;
    private final StartInference start;
    private final GetInference get;
    private final PayloadLimit limit;
    private final PublicUrlResolver links;

    StartController(
            CreateInference create,
            StartInference start,
            GetInference get,
            PayloadLimit limit,
            PublicUrlResolver links) {
        this.create = create;
        this.start = start;
        this.get = get;
        this.limit = limit;
        this.links = links;
    }

    @Post
    @Operation(operationId = "CreateInferenceJob", summary = "Create a job; its payload is uploaded next")
    @RequestBody(content = @Content(schema = @Schema(implementation = InferenceSchemas.NewInference.class)))
    @ApiResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.NewInferenceAnswer.class)))
    CompletionStage<HttpResponse<ResponseEnvelope>> createInferenceJob(
            @CurrentCaller(orBodyField = "user_id") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        JsonObjectReader jsonObjectReader = LazyJsonBody.fields(body);
        CreateInference.Command command = InferenceRequestParser.create(jsonObjectReader);
        Optional<String> payload = InferenceRequestParser.payload(jsonObjectReader, limit);
        CreateInference.Created created = create.create(caller, command);
        return payload.isPresent()
                ? start.start(caller, created.job(), payload.get()).thenApply(job -> started(job, request))
                : CompletableFuture.completedFuture(created(created, request));
    }

    @Put("/{id}/start")
    @Operation(operationId = "StartInferenceJob", summary = "Start a job whose payload is uploaded")
    @ApiResponse(
            responseCode = "202",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.StartedInferenceAnswer.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.InferenceAnswer.class)))
    CompletionStage<HttpResponse<ResponseEnvelope>> startInferenceJob(
            @CurrentCaller(required = true) Caller caller, String id, HttpRequest<?> request) {
        return start.start(caller, InferenceRequestParser.id(id)).thenApply(job -> started(job, request));
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
