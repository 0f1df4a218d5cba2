package dev.atelier.rest.console;

import dev.atelier.application.Cursor;
import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.ListInferences;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.stream.Stream;

/** What was generated, newest first: the caller's own, of another user, or of all where that is asked for. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/gallery")
class GalleryPages {

    private static final int PAGE = 24;

    private final Pages pages;
    private final ModelNames models;
    private final ListInferences list;
    private final GetInference get;
    private final OpenResultImage images;

    GalleryPages(Pages pages, ModelNames models, ListInferences list, GetInference get, OpenResultImage images) {
        this.pages = pages;
        this.models = models;
        this.list = list;
        this.get = get;
        this.images = images;
    }

    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "inference:list") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String user,
            @Nullable @QueryValue String task,
            @Nullable @QueryValue String model,
            @Nullable @QueryValue String text,
            @Nullable @QueryValue String until,
            @Nullable @QueryValue String after) {
        GalleryFilter filter = new GalleryFilter(
                Pages.given(user).orElse(caller.name().value()),
                Pages.given(task).map(TaskType::of),
                Pages.given(model).orElse(""),
                Pages.given(text).orElse(""),
                Pages.given(until).map(day -> Pages.day("until", day)));
        return Pages.show(Templates.gallery(
                pages.frame(request, caller, Section.GALLERY),
                filter,
                models.of(caller, CheckpointType.STABLE_DIFFUSION, any -> true),
                list.search(
                        caller,
                        filter.owner(),
                        filter.search(),
                        Pages.given(after).map(Cursor::parse).or(filter::begin),
                        PAGE)));
    }

    /** The images of the selected jobs in one file. */
    @Get("/images.zip")
    @Produces(MediaType.ALL)
    HttpResponse<StreamedFile> zip(
            @CurrentCaller(permission = "inference:list") Caller caller, @Nullable @QueryValue List<String> job) {
        if (job == null || job.size() > PAGE) {
            throw new InvalidRequestException("select 1 to " + PAGE + " jobs");
        }
        List<InferenceJob> selected = job.stream()
                .distinct()
                .map(id -> get.get(caller, Pages.job(id)).job())
                .toList();
        selected.forEach(each -> each.images().forEach(name -> images.requireReadable(each, name)));
        return HttpResponse.ok(new StreamedFile(
                        new ZipStream(selected.stream().flatMap(this::entries).iterator()),
                        MediaType.of("application/zip"))
                .attach("images.zip"));
    }

    private Stream<ZipStream.Entry> entries(InferenceJob job) {
        return job.images().stream()
                .map(name -> new ZipStream.Entry(job.id() + "-" + name, job.created(), () -> images.open(job, name)));
    }
}
