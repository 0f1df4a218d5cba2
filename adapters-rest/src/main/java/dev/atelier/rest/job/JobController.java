package dev.atelier.rest.job;

import dev.atelier.application.inference.CancelInference;
import dev.atelier.application.inference.GetInferenceProgress;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.ResponseEnvelope;
import dev.atelier.rest.inference.InferenceRequestParser;
import dev.atelier.rest.inference.JobWaits;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/**
 * What the documents have no operation for. Every path has three segments: with two, as in {@code /jobs/data}, it would be that
 * of a dataset with the name {@code jobs}.
 */
@ApiController
@Tag(name = "job")
@Controller("/jobs/{id}")
class JobController {

    private final GetInferenceProgress progress;
    private final CancelInference cancel;

    JobController(GetInferenceProgress progress, CancelInference cancel) {
        this.progress = progress;
        this.cancel = cancel;
    }

    @Get("/progress")
    @Operation(operationId = "GetJobProgress", summary = "How far an inference is")
    @ApiResponse(
            responseCode = "200",
            description = "The job; with Retry-After until it has ended.",
            content = @Content(schema = @Schema(implementation = JobSchemas.JobAnswer.class)))
    HttpResponse<ResponseEnvelope> getJobProgress(
            @CurrentCaller(permission = "inference:list") Caller caller, String id) {
        GetInferenceProgress.Result found = progress.get(caller, InferenceRequestParser.id(id));
        return JobWaits.askToPoll(
                found.job(), found.estimatedWait(), ResponseEnvelope.of(HttpStatus.OK, JobView.of(found)));
    }

    @Post("/cancel")
    @Operation(operationId = "CancelJob", summary = "Stop an inference that waits or runs, and keep its record")
    @ApiResponse(
            responseCode = "200",
            description = "The job as it ended; one that had ended before is unchanged.",
            content = @Content(schema = @Schema(implementation = JobSchemas.JobAnswer.class)))
    HttpResponse<ResponseEnvelope> cancelJob(@CurrentCaller(permission = "inference:all") Caller caller, String id) {
        return ResponseEnvelope.of(HttpStatus.OK, JobView.of(cancel.cancel(caller, InferenceRequestParser.id(id))));
    }
}
