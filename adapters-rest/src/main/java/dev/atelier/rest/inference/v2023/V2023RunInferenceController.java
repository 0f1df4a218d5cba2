package dev.atelier.rest.inference.v2023;

import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.StartInference;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.IdempotencyKeyParameter;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.ResponseEnvelope;
import dev.atelier.rest.idempotency.IdempotentRequests;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Creates and starts a job in one call, which never waits for the result, whatever the type of the endpoint. */
@Api20230705
@ApiController
@Tag(name = "inference")
@Controller("/inference-api/inference")
class V2023RunInferenceController {

    private final CreateInference create;
    private final StartInference start;
    private final PayloadLimit limit;
    private final IdempotentRequests idempotent;

    V2023RunInferenceController(
            CreateInference create, StartInference start, PayloadLimit limit, IdempotentRequests idempotent) {
        this.create = create;
        this.start = start;
        this.limit = limit;
        this.idempotent = idempotent;
    }

    @Post
    @Operation(operationId = "RunInference", summary = "Create a job with its payload and start it (2023-07-05)")
    @IdempotencyKeyParameter
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023InferenceSchemas.Run.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = V2023RunInferenceResponse.class)))
    CompletionStage<HttpResponse<V2023RunInferenceResponse>> runInference(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> received) {
        V2023RunInferenceRequest request = V2023RunInferenceRequest.of(LazyJsonBody.payload(body));
        CreateInference.Command command = request.command();
        String payload = request.payload(limit);
        return idempotent.answer(
                received,
                caller,
                "POST /inference-api/inference",
                body,
                new IdempotentRequests.Attempts<>(
                        id -> answer(start.startWithoutWaiting(
                                caller, create.prepare(caller, command, new InferenceJobId(id)), payload)),
                        id -> start.recall(caller, new InferenceJobId(id)).map(V2023RunInferenceController::answer)));
    }

    private static CompletionStage<HttpResponse<V2023RunInferenceResponse>> answer(InferenceJob job) {
        return CompletableFuture.completedFuture(
                ResponseEnvelope.bare(HttpStatus.OK, V2023RunInferenceResponse.of(job)));
    }
}
