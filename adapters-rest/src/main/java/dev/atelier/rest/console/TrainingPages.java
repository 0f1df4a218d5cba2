package dev.atelier.rest.console;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.training.DeleteTrainings;
import dev.atelier.application.training.GetTraining;
import dev.atelier.application.training.ListTrainings;
import dev.atelier.application.training.OpenTrainingSample;
import dev.atelier.application.training.StartTraining;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.access.PagePart;
import dev.atelier.rest.envelope.Caching;
import dev.atelier.rest.training.TrainingRequestParser;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;

/** The user's trainings, for administrators those of all. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/trainings")
class TrainingPages {

    private static final int PAGE = 50;

    private final Pages pages;
    private final ListTrainings list;
    private final GetTraining get;
    private final StartTraining start;
    private final DeleteTrainings delete;
    private final OpenTrainingSample samples;
    private final SampleThumbnails thumbnails;

    TrainingPages(
            Pages pages,
            ListTrainings list,
            GetTraining get,
            StartTraining start,
            DeleteTrainings delete,
            OpenTrainingSample samples,
            SampleThumbnails thumbnails) {
        this.pages = pages;
        this.list = list;
        this.get = get;
        this.start = start;
        this.delete = delete;
        this.samples = samples;
        this.thumbnails = thumbnails;
    }

    /** @param after behind which of them the page begins; null: the first page */
    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "train:list") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String after) {
        Frame frame = pages.frame(request, caller, Section.TRAININGS);
        String begin = Pages.given(after).orElse("");
        Page<TrainingJob> trainings = list.list(caller, Pages.given(after).map(Cursor::parse), PAGE);
        return Pages.show(
                PagePart.isAskedFor(request)
                        ? Templates.trainingRows(frame, begin, trainings)
                        : Templates.trainings(frame, begin, trainings));
    }

    /** One of them; a script that asks gets the part of the page that changes while it is in progress. */
    @Get("/{id}")
    HttpResponse<String> training(
            @CurrentCaller(permission = "train:list") Caller caller, HttpRequest<?> request, String id) {
        Frame frame = pages.frame(request, caller, Section.TRAININGS);
        if (PagePart.isAskedFor(request)) {
            GetTraining.State state = get.state(caller, TrainingRequestParser.id(id));
            TrainingView view = new TrainingView(state.job());
            return view.isInProgress()
                    ? Pages.show(Templates.trainingState(frame, state))
                    : pages.lead(request, view.path());
        }
        GetTraining.Details training = get.get(caller, TrainingRequestParser.id(id));
        return Pages.show(Templates.training(
                frame,
                training,
                training.log().map(url -> pages.target(request, url)).orElse("")));
    }

    /**
     * The part of its page with its sample images, for a script that asks; nothing while there are as many as the page has.
     *
     * @param shown their number on the page; null: none
     */
    @Get("/{id}/samples")
    HttpResponse<String> samples(
            @CurrentCaller(permission = "train:list") Caller caller,
            HttpRequest<?> request,
            String id,
            @Nullable @QueryValue String shown) {
        TrainingJob job = get.state(caller, TrainingRequestParser.id(id)).job();
        if (!PagePart.isAskedFor(request)) {
            return pages.lead(request, new TrainingView(job).path());
        }
        List<GetTraining.Sample> made = get.samples(job);
        return String.valueOf(made.size()).equals(shown)
                ? HttpResponse.noContent()
                : Pages.show(Templates.trainingSamples(pages.frame(request, caller, Section.TRAININGS), job, made));
    }

    @Get("/{id}/samples/{name}")
    @Produces(MediaType.ALL)
    HttpResponse<StreamedFile> sample(@CurrentCaller(permission = "train:list") Caller caller, String id, String name) {
        return file(thumbnails.whole(samples.find(caller, TrainingRequestParser.id(id), name)));
    }

    @Get("/{id}/samples/{name}/thumbnail")
    @Produces(MediaType.ALL)
    HttpResponse<StreamedFile> thumbnail(
            @CurrentCaller(permission = "train:list") Caller caller, String id, String name) {
        return file(thumbnails.of(samples.find(caller, TrainingRequestParser.id(id), name)));
    }

    private static HttpResponse<StreamedFile> file(StreamedFile file) {
        return HttpResponse.ok(file).header(HttpHeaders.CACHE_CONTROL, Caching.BRIEF);
    }

    /** Starts one that was only registered. */
    @Post("/{id}/start")
    HttpResponse<String> start(
            @CurrentCaller(permission = "train:create") Caller caller, HttpRequest<?> request, String id) {
        return pages.lead(
                request,
                "/trainings/"
                        + start.start(caller, TrainingRequestParser.id(id)).id());
    }

    @Post("/{id}/delete")
    HttpResponse<String> delete(
            @CurrentCaller(permission = "train:all") Caller caller, HttpRequest<?> request, String id) {
        delete.delete(caller, List.of(TrainingRequestParser.id(id)));
        return pages.lead(request, "/trainings");
    }
}
