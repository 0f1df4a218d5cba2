package dev.atelier.rest.console;

import dev.atelier.application.checkpoint.AnnotateCheckpoint;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.DeleteCheckpoints;
import dev.atelier.application.checkpoint.GetCheckpoint;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.application.checkpoint.ReadModelFiles;
import dev.atelier.application.checkpoint.RenameCheckpoint;
import dev.atelier.application.checkpoint.RequestCheckpointImport;
import dev.atelier.application.checkpoint.ShareCheckpoint;
import dev.atelier.application.checkpoint.SwitchCheckpoint;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelNotes;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.rest.LargestBody;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.access.PagePart;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The models: their list, imports, and each one with what may be changed of it. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/models")
class ModelPages {

    private final Pages pages;
    private final ListCheckpoints list;
    private final GetCheckpoint get;
    private final RequestCheckpointImport importing;
    private final ShareCheckpoint share;
    private final RenameCheckpoint rename;
    private final DeleteCheckpoints delete;
    private final SwitchCheckpoint statuses;
    private final AnnotateCheckpoint annotate;
    private final ReadModelFiles read;

    ModelPages(
            Pages pages,
            ListCheckpoints list,
            GetCheckpoint get,
            RequestCheckpointImport importing,
            ShareCheckpoint share,
            RenameCheckpoint rename,
            DeleteCheckpoints delete,
            SwitchCheckpoint statuses,
            AnnotateCheckpoint annotate,
            ReadModelFiles read) {
        this.pages = pages;
        this.list = list;
        this.get = get;
        this.importing = importing;
        this.share = share;
        this.rename = rename;
        this.delete = delete;
        this.statuses = statuses;
        this.annotate = annotate;
        this.read = read;
    }

    /** Those that are open to the caller; a script that asks gets the table alone. */
    @Get
    HttpResponse<String> page(@CurrentCaller(permission = "checkpoint:list") Caller caller, HttpRequest<?> request) {
        Frame frame = pages.frame(request, caller, Section.MODELS);
        ModelFilter filter = ModelFilter.of(QueryParameters.of(request));
        CheckpointRepository.Slice slice = list.search(
                caller,
                filter.types(),
                filter.statuses(),
                filter.creator(),
                filter.search(),
                filter.page(),
                ModelFilter.PER_PAGE);
        List<ModelView> models = views(slice.items());
        return Pages.show(
                PagePart.isAskedFor(request)
                        ? Templates.modelRows(frame, filter, models, slice.total())
                        : Templates.models(frame, filter, models, slice.total()));
    }

    /** One of them. */
    @Get("/{id}")
    HttpResponse<String> model(
            @CurrentCaller(permission = "checkpoint:list") Caller caller, HttpRequest<?> request, String id) {
        Checkpoint checkpoint = get.get(caller, id(id));
        return Pages.show(Templates.model(
                pages.frame(request, caller, Section.MODELS),
                views(List.of(checkpoint)).get(0),
                AccessFields.of(checkpoint)));
    }

    @Post("/import")
    HttpResponse<String> importByUrl(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        importing.create(
                caller,
                new RequestCheckpointImport.Command(
                        CheckpointType.of(form.text("type")),
                        form.lines("urls").stream().map(SourceUrl::parse).toList(),
                        Map.of(),
                        AccessFields.ofNew(form)));
        return pages.lead(request, "/models");
    }

    @Post("/{id}/access")
    HttpResponse<String> share(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            HttpRequest<?> request,
            String id,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        Checkpoint shared = share.share(caller, id(id), AccessFields.sharing(FormFields.of(body)));
        return pages.lead(request, "/models/" + shared.id());
    }

    @Post("/{id}/rename")
    HttpResponse<String> rename(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            HttpRequest<?> request,
            String id,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        Checkpoint renamed = rename.rename(
                caller, id(id), CheckpointFileName.of(FormFields.of(body).text("name")));
        return pages.lead(request, "/models/" + renamed.id());
    }

    @Post("/{id}/status")
    HttpResponse<String> setStatus(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            HttpRequest<?> request,
            String id,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        Checkpoint changed = statuses.set(
                caller, id(id), CheckpointStatus.of(FormFields.of(body).text("status")));
        return pages.lead(request, "/models/" + changed.id());
    }

    @Post("/{id}/notes")
    HttpResponse<String> annotate(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            HttpRequest<?> request,
            String id,
            @LargestBody(FormFields.LARGE) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        Checkpoint annotated = annotate.annotate(
                caller,
                id(id),
                new ModelNotes(
                        form.text("notes"), Arrays.asList(form.text("tags").split(","))));
        return pages.lead(request, "/models/" + annotated.id());
    }

    @Post("/{id}/read")
    HttpResponse<String> read(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, HttpRequest<?> request, String id) {
        return pages.lead(request, "/models/" + read.request(caller, id(id)).id());
    }

    @Post("/{id}/delete")
    HttpResponse<String> delete(
            @CurrentCaller(permission = "checkpoint:all") Caller caller, HttpRequest<?> request, String id) {
        CheckpointId model = id(id);
        if (!delete.delete(caller, List.of(model)).isEmpty()) {
            throw new InvalidRequestException(
                    "checkpoint " + model + " is on disks of GPU nodes; remove the files on the nodes");
        }
        return pages.lead(request, "/models");
    }

    private List<ModelView> views(List<Checkpoint> checkpoints) {
        Map<CheckpointId, GetCheckpoint.Details> details = get.details(checkpoints);
        return checkpoints.stream()
                .map(checkpoint -> new ModelView(checkpoint, get.size(checkpoint), details.get(checkpoint.id())))
                .toList();
    }

    /** @throws NotFoundException if it is no id of a checkpoint */
    static CheckpointId id(String text) {
        return CheckpointId.parse(text)
                .orElseThrow(() -> new NotFoundException("checkpoint not found with id " + TextSanitizer.quote(text)));
    }
}
