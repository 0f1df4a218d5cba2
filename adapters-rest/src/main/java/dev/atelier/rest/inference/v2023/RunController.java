package dev.atelier.rest.inference.v2023;

import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.StartInference;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.Answer;
import dev.atelier.rest.envelope.V2023;
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

/** Creates and starts a job in one call; whatever its endpoint serves, nobody waits for the end here. */
@V2023
@ApiController
@Tag(name = "inference")
@Controller("/inference-api/inference")
class RunController {

    private final CreateInference create;
    private final StartInference start;
    private final PayloadLimit limit;

    RunController(CreateInference create, StartInference start, PayloadLimit limit) {
        this.create = create;
        this.start = start;
        this.limit = limit;
    }

    @Post
    @Operation(operationId = "RunInference", summary = "Create a job with its payload and start it (2023-07-05)")
    @RequestBody(content = @Content(schema = @Schema(implementation = V2023InferenceSchemas.Run.class)))
    HttpResponse<RunView> runInference(@CurrentCaller Caller caller, @Nullable @Body JsonBody body) {
        RunRequest request = RunRequest.of(JsonBody.payload(body));
        CreateInference.Command command = request.command();
        String payload = request.payload(limit);
        InferenceJob job = create.create(caller, command).job();
        return Answer.bare(HttpStatus.OK, RunView.of(start.startWithoutWaiting(caller, job, payload)));
    }
}
