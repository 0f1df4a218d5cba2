package dev.atelier.rest.training;

import dev.atelier.application.training.CreateAndStartTraining;
import dev.atelier.application.training.DeleteTrainings;
import dev.atelier.application.training.GetTraining;
import dev.atelier.application.training.ListTrainings;
import dev.atelier.application.training.StartTraining;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.compatibility.CompatibilityMode;
import dev.atelier.rest.description.CursorPaginationParameters;
import dev.atelier.rest.description.IdempotencyKeyParameter;
import dev.atelier.rest.envelope.ResponseEnvelope;
import dev.atelier.rest.idempotency.IdempotentRequests;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Creates, returns, lists and deletes trainings. */
@ApiController
@Tag(name = "training")
@Controller("/trainings")
class TrainingController {

    private final CreateAndStartTraining create;
    private final GetTraining get;
    private final ListTrainings list;
    private final DeleteTrainings delete;
    private final PublicUrlResolver links;
    private final CompatibilityMode compatibilityMode;
    private final StartTraining start;
    private final IdempotentRequests idempotent;

    TrainingController(
            CreateAndStartTraining create,
            GetTraining get,
            ListTrainings list,
            DeleteTrainings delete,
            PublicUrlResolver links,
            CompatibilityMode compatibilityMode,
            StartTraining start,
            IdempotentRequests idempotent) {
        this.create = create;
        this.get = get;
        this.list = list;
        this.delete = delete;
        this.links = links;
        this.compatibilityMode = compatibilityMode;
        this.start = start;
        this.idempotent = idempotent;
    }

    @Post
    @Operation(operationId = "CreateTrainingJob", summary = "Train a LoRA with kohya's sd-scripts")
    @IdempotencyKeyParameter
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = TrainingSchemas.NewTraining.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = TrainingSchemas.NewTrainingAnswer.class)))
    CompletionStage<HttpResponse<ResponseEnvelope>> createTrainingJob(
            @CurrentCaller(permission = "train:create", required = true) Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        CreateAndStartTraining.Command command = TrainingRequestParser.create(LazyJsonBody.fields(body));
        return idempotent.answer(
                request,
                caller,
                "POST /trainings",
                body,
                new IdempotentRequests.Attempts<>(
                        id -> created(create.create(caller, command, new TrainingId(id))),
                        id -> start.recall(caller, new TrainingId(id)).map(this::created)));
    }

    private CompletionStage<HttpResponse<ResponseEnvelope>> created(TrainingJob training) {
        return CompletableFuture.completedFuture(ResponseEnvelope.of(
                compatibilityMode.status(CompatibilityMode.Row.CREATE_TRAINING), CreateTrainingResponse.of(training)));
    }

    @Get("/{jobId}")
    @Operation(operationId = "GetTrainingJobStatus", summary = "A training: its status, progress, log and models")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = TrainingSchemas.TrainingAnswer.class)))
    HttpResponse<ResponseEnvelope> getTrainingJobStatus(
            @CurrentCaller(permission = "train:list", required = true) Caller caller,
            String jobId,
            HttpRequest<?> request) {
        GetTraining.Details training = get.get(caller, TrainingRequestParser.id(jobId));
        return ResponseEnvelope.of(
                HttpStatus.OK,
                TrainingResponse.of(training, sample -> get.link(training.job(), sample), links.of(request)));
    }

    @Get
    @Operation(operationId = "ListTrainingJobs", summary = "Trainings, newest first")
    @CursorPaginationParameters
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = TrainingSchemas.TrainingsAnswer.class)))
    HttpResponse<ResponseEnvelope> listTrainingJobs(
            @CurrentCaller(permission = "train:list") Caller caller, HttpRequest<?> request) {
        QueryParameters queryParameters = QueryParameters.of(request);
        return ResponseEnvelope.of(
                HttpStatus.OK,
                TrainingListResponse.of(list.list(caller, queryParameters.startKey(), queryParameters.limit())));
    }

    @Delete
    @Operation(operationId = "DeleteTrainingJobs", summary = "Stop and delete trainings; finished models stay")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = TrainingSchemas.TrainingIds.class)))
    @ApiResponse(responseCode = "204")
    HttpResponse<?> deleteTrainingJobs(
            @CurrentCaller(permission = "train:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        delete.delete(caller, TrainingRequestParser.ids(LazyJsonBody.fields(body)));
        return HttpResponse.noContent();
    }
}
