package dev.atelier.rest.training.v2023;

import dev.atelier.application.training.CreateAndStartTraining;
import dev.atelier.application.training.CreateTraining;
import dev.atelier.application.training.ListTrainings;
import dev.atelier.application.training.StartTraining;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Creates, starts and lists trainings in the format of 2023-07-05. */
@Api20230705
@ApiController
@Tag(name = "training")
@Controller
class V2023TrainingController {

    private final CreateTraining register;
    private final StartTraining start;
    private final ListTrainings list;
    private final IdempotentRequests idempotent;

    V2023TrainingController(
            CreateTraining register, StartTraining start, ListTrainings list, IdempotentRequests idempotent) {
        this.register = register;
        this.start = start;
        this.list = list;
        this.idempotent = idempotent;
    }

    @Post("/train-api/train")
    @Operation(operationId = "CreateTrainJob", summary = "Create the training of a LoRA, to be started later")
    @IdempotencyKeyParameter
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023TrainingSchemas.NewTrain.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = V2023TrainingSchemas.NewTrainAnswer.class)))
    CompletionStage<HttpResponse<V2023TrainingSchemas.NewTrainAnswer>> createTrainJob(
            @CurrentCaller(permission = "train:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        CreateAndStartTraining.Command command = V2023TrainingRequestParser.register(LazyJsonBody.fields(body));
        return idempotent.answer(
                request,
                caller,
                "POST /train-api/train",
                body,
                new IdempotentRequests.Attempts<>(
                        id -> ok(V2023TrainingSchemas.NewTrainAnswer.of(
                                register.register(caller, command, new TrainingId(id)))),
                        id -> register.recall(caller, new TrainingId(id))
                                .map(found -> ok(V2023TrainingSchemas.NewTrainAnswer.of(found)))));
    }

    @Put("/train")
    @Operation(operationId = "UpdateTrainJob", summary = "Start a created training")
    @IdempotencyKeyParameter
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = V2023TrainingSchemas.TrainChange.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = V2023TrainingSchemas.TrainAnswer.class)))
    CompletionStage<HttpResponse<V2023TrainingSchemas.TrainAnswer>> updateTrainJob(
            @CurrentCaller(permission = "train:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        JsonObjectReader jsonObjectReader = LazyJsonBody.fields(body);
        TrainingId id = V2023TrainingRequestParser.start(jsonObjectReader);
        return idempotent.answer(
                request,
                caller,
                "PUT /train " + id,
                body,
                new IdempotentRequests.Attempts<>(
                        any -> ok(V2023TrainingSchemas.TrainAnswer.of(start.start(caller, id))),
                        any -> start.recall(caller, id).map(found -> ok(V2023TrainingSchemas.TrainAnswer.of(found)))));
    }

    private static <T> CompletionStage<HttpResponse<T>> ok(T body) {
        return CompletableFuture.completedFuture(ResponseEnvelope.bare(HttpStatus.OK, body));
    }

    @Get("/trains")
    @Operation(operationId = "ListTrainJobs", summary = "The newest 1000 trainings, newest first")
    @Parameter(name = "types", ref = "#/components/parameters/types")
    HttpResponse<V2023TrainingListResponse> listTrainJobs(
            @CurrentCaller(permission = "train:list") Caller caller, HttpRequest<?> request) {
        boolean any = V2023TrainingRequestParser.asksForTrainings(QueryParameters.of(request));
        V2023TrainingListResponse all = V2023TrainingListResponse.of(
                list.list(caller, Optional.empty(), Api20230705.MAX_ROWS).items());
        return ResponseEnvelope.bare(HttpStatus.OK, any ? all : V2023TrainingListResponse.EMPTY);
    }
}
