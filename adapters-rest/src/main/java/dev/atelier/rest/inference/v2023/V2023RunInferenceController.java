package dev.atelier.rest.inference.v2023;

import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.StartInference;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Creates and starts a job in one call, which never waits for the result, whatever the type of the endpoint. */
@Api20230705
@ApiController
@Tag(name = "inference")
@Controller("/inference-api/inference")
class V2023RunInferenceController {

    private final CreateInference create;
    private final StartInference start;
    private final PayloadLimit limit;

    V2023RunInferenceController(CreateInference create, StartInference start, PayloadLimit limit) {
        this.create = create;
        this.start = start;
        this.limit = limit;
    }

    @Post
    @Operation(operationId = "RunInference", summary = "Create a job with its payload and start it (2023-07-05)")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023InferenceSchemas.Run.class)))
    HttpResponse<V2023RunInferenceResponse> runInference(
            @CurrentCaller(permission = "inference:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        V2023RunInferenceRequest request = V2023RunInferenceRequest.of(LazyJsonBody.payload(body));
        CreateInference.Command command = request.command();
        String payload = request.payload(limit);
        InferenceJob job = create.prepare(caller, command);
        return ResponseEnvelope.bare(
                HttpStatus.OK, V2023RunInferenceResponse.of(start.startWithoutWaiting(caller, job, payload)));
    }
}
