package dev.atelier.rest.console;

import dev.atelier.application.inference.CancelInference;
import dev.atelier.application.inference.DeleteInferences;
import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.GetInferenceProgress;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.application.inference.PreviewInference;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.access.PagePart;
import dev.atelier.rest.envelope.Caching;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;

/** One job: how far it is, and its images with what they were made of. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/jobs/{id}")
class JobPages {

    private final Pages pages;
    private final GetInference get;
    private final GetInferenceProgress progress;
    private final PreviewInference preview;
    private final OpenResultImage images;
    private final JobParameters parameters;
    private final Thumbnails thumbnails;
    private final CancelInference cancel;
    private final DeleteInferences delete;

    JobPages(
            Pages pages,
            GetInference get,
            GetInferenceProgress progress,
            PreviewInference preview,
            OpenResultImage images,
            JobParameters parameters,
            Thumbnails thumbnails,
            CancelInference cancel,
            DeleteInferences delete) {
        this.pages = pages;
        this.get = get;
        this.progress = progress;
        this.preview = preview;
        this.images = images;
        this.parameters = parameters;
        this.thumbnails = thumbnails;
        this.cancel = cancel;
        this.delete = delete;
    }

    /** The page; a script that asks gets the part of it that changes while the job runs. */
    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "inference:list") Caller caller, HttpRequest<?> request, String id) {
        Frame frame = pages.frame(request, caller, null);
        if (PagePart.isAskedFor(request)) {
            GetInferenceProgress.Result now = progress.get(caller, Pages.job(id));
            return now.job().status().isEnd()
                    ? pages.lead(request, "/jobs/" + now.job().id())
                    : Pages.show(Templates.jobProgress(frame, now));
        }
        InferenceJob job = get.get(caller, Pages.job(id)).job();
        return Pages.show(
                job.status() == InferenceJobStatus.INPROGRESS
                        ? Templates.jobInProgress(frame, progress.get(caller, job.id()))
                        : Templates.job(frame, job, parameters.of(job)));
    }

    @Get("/images/{index}")
    @Produces(MediaType.ALL)
    HttpResponse<StreamedFile> image(
            @CurrentCaller(permission = "inference:list") Caller caller, String id, int index) {
        InferenceJob job = get.get(caller, Pages.job(id)).job();
        String name = name(job, index);
        images.requireReadable(job, name);
        return file(new StreamedFile(images.open(job, name), ImageTypes.of(name)))
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"" + job.id() + "-" + name + "\"");
    }

    @Get("/thumbnails/{index}")
    @Produces(MediaType.ALL)
    HttpResponse<StreamedFile> thumbnail(
            @CurrentCaller(permission = "inference:list") Caller caller, String id, int index) {
        InferenceJob job = get.again(caller, Pages.job(id));
        return file(thumbnails.of(job, name(job, index)));
    }

    /** What there is of the image that the job is at. Nothing is no error, which browsers would report. */
    @Get("/preview")
    @Produces(MediaType.ALL)
    HttpResponse<byte[]> preview(@CurrentCaller(permission = "inference:list") Caller caller, String id) {
        return preview.preview(get.again(caller, Pages.job(id)), 0)
                .<HttpResponse<byte[]>>map(image -> HttpResponse.ok(image)
                        .contentType(InferenceOutcome.Format.of(image)
                                .map(format -> MediaType.of(format.contentType()))
                                .orElse(MediaType.APPLICATION_OCTET_STREAM_TYPE)))
                .orElseGet(HttpResponse::noContent);
    }

    @Post("/cancel")
    HttpResponse<String> cancel(
            @CurrentCaller(permission = "inference:all") Caller caller, HttpRequest<?> request, String id) {
        return pages.lead(
                request, "/jobs/" + cancel.cancel(caller, Pages.job(id)).id());
    }

    @Post("/delete")
    HttpResponse<String> delete(
            @CurrentCaller(permission = "inference:all") Caller caller, HttpRequest<?> request, String id) {
        delete.delete(caller, List.of(Pages.job(id)));
        return pages.lead(request, "/gallery");
    }

    private static MutableHttpResponse<StreamedFile> file(StreamedFile file) {
        return HttpResponse.ok(file).header(HttpHeaders.CACHE_CONTROL, Caching.BRIEF);
    }

    private static String name(InferenceJob job, int index) {
        if (index < 0 || index >= job.images().size()) {
            throw new NotFoundException(
                    "inference " + job.id() + " has " + job.images().size() + " images");
        }
        return job.images().get(index);
    }
}
