package dev.atelier.rest.training;

import dev.atelier.application.training.CreateAndStartTraining;
import dev.atelier.application.training.DeleteTrainings;
import dev.atelier.application.training.GetTraining;
import dev.atelier.application.training.ListTrainings;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.PublicLinks;
import dev.atelier.rest.Query;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.compatibility.Compatibility;
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
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Starts trainings, tells about them and removes them. */
@ApiController
@Tag(name = "training")
@Controller("/trainings")
class TrainingController {

    private final CreateAndStartTraining create;
    private final GetTraining get;
    private final ListTrainings list;
    private final DeleteTrainings delete;
    private final PublicLinks links;
    private final Compatibility compatibility;

    TrainingController(
            CreateAndStartTraining create,
            GetTraining get,
            ListTrainings list,
            DeleteTrainings delete,
            PublicLinks links,
            Compatibility compatibility) {
        this.create = create;
        this.get = get;
        this.list = list;
        this.delete = delete;
        this.links = links;
        this.compatibility = compatibility;
    }

    @Post
    @Operation(operationId = "CreateTrainingJob", summary = "Train a LoRA with kohya's sd-scripts")
    @RequestBody(content = @Content(schema = @Schema(implementation = TrainingSchemas.NewTraining.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = TrainingSchemas.NewTrainingAnswer.class)))
    HttpResponse<Answer> createTrainingJob(
            @CurrentCaller(required = true) Caller caller, @Nullable @Body JsonBody body) {
        return Answer.of(
                compatibility.status(Compatibility.Row.CREATE_TRAINING),
                CreatedTraining.of(create.create(caller, TrainingRequestParser.create(JsonBody.fields(body)))));
    }

    @Get("/{jobId}")
    @Operation(operationId = "GetTrainingJobStatus", summary = "A training: its status, progress, log and models")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = TrainingSchemas.TrainingAnswer.class)))
    HttpResponse<Answer> getTrainingJobStatus(
            @CurrentCaller(required = true) Caller caller, String jobId, HttpRequest<?> request) {
        return Answer.of(
                HttpStatus.OK, TrainingView.of(get.get(caller, TrainingRequestParser.id(jobId)), links.of(request)));
    }

    @Get
    @Operation(operationId = "ListTrainingJobs", summary = "Trainings, newest first")
    @Paged
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = TrainingSchemas.TrainingsAnswer.class)))
    HttpResponse<Answer> listTrainingJobs(@CurrentCaller Caller caller, HttpRequest<?> request) {
        Query query = Query.of(request);
        return Answer.of(HttpStatus.OK, TrainingList.of(list.list(caller, query.startKey(), query.limit())));
    }

    @Delete
    @Operation(operationId = "DeleteTrainingJobs", summary = "Stop trainings and remove them; finished models stay")
    @RequestBody(content = @Content(schema = @Schema(implementation = TrainingSchemas.TrainingIds.class)))
    @ApiResponse(responseCode = "204")
    HttpResponse<?> deleteTrainingJobs(@CurrentCaller Caller caller, @Nullable @Body JsonBody body) {
        delete.delete(caller, TrainingRequestParser.ids(JsonBody.fields(body)));
        return HttpResponse.noContent();
    }
}
