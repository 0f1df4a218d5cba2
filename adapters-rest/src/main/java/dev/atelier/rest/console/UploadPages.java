package dev.atelier.rest.console;

import dev.atelier.application.checkpoint.CompleteCheckpointUpload;
import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.application.checkpoint.CreateCheckpoint.FileParts;
import dev.atelier.application.checkpoint.ManagePendingUploads;
import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.rest.LargestBody;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PlainJsonWriter;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The page from which model files are uploaded, and gone on with: its script sends the parts to the store itself. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/models")
class UploadPages {

    /** The most bytes of a form with the tags of all parts. */
    private static final int MOST_TAGS = 1 << 20;

    /** How large the parts of a file are, unless there would be too many. */
    static final int PART_BYTES = 64 << 20;

    private final Pages pages;
    private final CreateCheckpoint create;
    private final CompleteCheckpointUpload complete;
    private final ManagePendingUploads pending;

    UploadPages(Pages pages, CreateCheckpoint create, CompleteCheckpointUpload complete, ManagePendingUploads pending) {
        this.pages = pages;
        this.create = create;
        this.complete = complete;
        this.pending = pending;
    }

    /** The page, with the uploads of the user that are not completed. */
    @Get("/upload")
    HttpResponse<String> form(@CurrentCaller(permission = "checkpoint:create") Caller caller, HttpRequest<?> request) {
        MutableHttpResponse<String> page = Pages.show(
                Templates.upload(pages.frame(request, caller, Section.MODELS), pending.list(caller), PART_BYTES));
        create.uploadOrigin().ifPresent(store -> ConsoleFilter.letConnect(page, store));
        return page;
    }

    /** Begins an upload, and returns its id and the URLs of its parts. */
    @Post("/upload")
    @Produces(MediaType.APPLICATION_JSON)
    HttpResponse<String> begin(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        FileParts file = file(form);
        if (file.bytes() == 0) {
            throw new InvalidRequestException("the file is empty");
        }
        CreateCheckpoint.Created created = create.create(
                caller,
                new CreateCheckpoint.Command(
                        CheckpointType.of(form.text("type")), List.of(file), Map.of(), AccessFields.ofNew(form)));
        return begun(
                request,
                created.checkpoint(),
                created.partUrls().get(file.name().value()),
                List.of());
    }

    /** Goes on with one: as above, with the tags and sizes of the parts that have arrived, by number. */
    @Post("/{id}/resume")
    @Produces(MediaType.APPLICATION_JSON)
    HttpResponse<String> resume(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            HttpRequest<?> request,
            String id,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        ManagePendingUploads.Resumed resumed = pending.resume(caller, ModelPages.id(id), file(FormFields.of(body)));
        return begun(request, resumed.checkpoint(), resumed.urls(), resumed.arrived());
    }

    private static FileParts file(FormFields form) {
        return new FileParts(
                CheckpointFileName.of(form.text("name")),
                form.count("parts").orElse(0),
                form.size("bytes").orElse(0L));
    }

    private HttpResponse<String> begun(
            HttpRequest<?> request, Checkpoint checkpoint, List<URI> urls, List<ArrivedPart> arrived) {
        return HttpResponse.ok(PlainJsonWriter.write(Map.of(
                        "id",
                        checkpoint.id().toString(),
                        "urls",
                        urls.stream().map(url -> pages.target(request, url)).toList(),
                        "arrived",
                        arrived.stream()
                                .collect(Collectors.toMap(
                                        part -> Integer.toString(part.partNumber()),
                                        part -> Map.of("tag", part.eTag(), "size", part.size()))))))
                .contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /** Ends one, and deletes what has arrived. */
    @Post("/{id}/cancel")
    HttpResponse<String> cancel(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, HttpRequest<?> request, String id) {
        pending.cancel(caller, ModelPages.id(id));
        return pages.lead(request, "/models/upload");
    }

    /** Completes it, when all parts are at the store; their tags are in order, one on each line. */
    @Post("/{id}/complete")
    HttpResponse<String> complete(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            HttpRequest<?> request,
            String id,
            @LargestBody(MOST_TAGS) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        List<String> tags = form.lines("tags");
        List<UploadedPart> parts = IntStream.range(0, tags.size())
                .mapToObj(at -> new UploadedPart(at + 1, tags.get(at)))
                .toList();
        Checkpoint completed = complete.complete(caller, ModelPages.id(id), Map.of(form.text("name"), parts));
        return pages.lead(request, "/models/" + completed.id());
    }
}
