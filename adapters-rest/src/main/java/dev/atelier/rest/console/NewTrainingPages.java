package dev.atelier.rest.console;

import dev.atelier.application.dataset.ListDatasets;
import dev.atelier.application.training.CreateAndStartTraining;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.rest.LargestBody;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Optional;

/** Starting trainings. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/trainings")
class NewTrainingPages {

    /** More datasets than a list can be chosen from. */
    private static final int MOST_DATASETS = 200;

    private static final Permission LIST_TRAININGS = Permission.parse("train:list");
    private static final Permission LIST_DATASETS = Permission.parse("train:all");

    private final Pages pages;
    private final ListDatasets datasets;
    private final ModelNames models;
    private final CreateAndStartTraining create;

    NewTrainingPages(Pages pages, ListDatasets datasets, ModelNames models, CreateAndStartTraining create) {
        this.pages = pages;
        this.datasets = datasets;
        this.models = models;
        this.create = create;
    }

    /**
     * @param dataset the one that is chosen at first; null: none
     * @param started the training that was just started by who may not see it; null: none
     */
    @Get("/new")
    HttpResponse<String> form(
            @CurrentCaller(permission = "train:create") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String dataset,
            @Nullable @QueryValue String started) {
        return Pages.show(Templates.newTraining(
                pages.frame(request, caller, Section.TRAININGS),
                Optional.ofNullable(started).flatMap(TrainingId::parse).orElse(null),
                Pages.given(dataset).orElse(""),
                names(caller),
                models.of(
                        caller, CheckpointType.STABLE_DIFFUSION, model -> model.origin() == Checkpoint.Origin.STORE)));
    }

    @Post
    HttpResponse<String> create(
            @CurrentCaller(permission = "train:create") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.LARGE) @Nullable @Body LazyJsonBody body) {
        TrainingId started =
                create.create(caller, TrainingForm.read(FormFields.of(body))).id();
        String page = caller.holds(LIST_TRAININGS) ? "/trainings/" + started : "/trainings/new?started=" + started;
        return pages.lead(request, page);
    }

    private List<String> names(Caller caller) {
        if (!caller.holds(LIST_DATASETS)) {
            return List.of();
        }
        return datasets.list(caller, List.of(DatasetStatus.ENABLED), Optional.empty(), MOST_DATASETS).items().stream()
                .map(dataset -> dataset.name().value())
                .toList();
    }
}
