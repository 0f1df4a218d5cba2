package dev.atelier.rest.console;

import dev.atelier.application.Cursor;
import dev.atelier.application.dataset.CreateDataset;
import dev.atelier.application.dataset.DeleteDatasets;
import dev.atelier.application.dataset.ListDatasets;
import dev.atelier.application.dataset.UpdateDataset;
import dev.atelier.application.training.ChangeCaption;
import dev.atelier.application.training.ListDatasetImages;
import dev.atelier.application.training.OpenDatasetImage;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.rest.LargestBody;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.dataset.DatasetRequestParser;
import dev.atelier.rest.envelope.Caching;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The datasets that are open to the user, and each one with its images. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/datasets")
class DatasetPages {

    /** How many images a page has. */
    static final int IMAGES = 48;

    /** The most bytes of a form with a caption: of each byte it makes up to three. */
    private static final int LARGEST_CAPTION = 64 << 10;

    private static final int PAGE = 50;
    private static final int MOST_PAGES = Integer.MAX_VALUE / IMAGES;

    private final Pages pages;
    private final ListDatasets list;
    private final ListDatasetImages images;
    private final OpenDatasetImage open;
    private final DatasetThumbnails thumbnails;
    private final UpdateDataset update;
    private final DeleteDatasets delete;
    private final CreateDataset create;
    private final ChangeCaption caption;

    DatasetPages(
            Pages pages,
            ListDatasets list,
            ListDatasetImages images,
            OpenDatasetImage open,
            DatasetThumbnails thumbnails,
            UpdateDataset update,
            DeleteDatasets delete,
            CreateDataset create,
            ChangeCaption caption) {
        this.pages = pages;
        this.list = list;
        this.images = images;
        this.open = open;
        this.thumbnails = thumbnails;
        this.update = update;
        this.delete = delete;
        this.create = create;
        this.caption = caption;
    }

    /** The path of a dataset's page, below the console's own. */
    static String path(DatasetName name) {
        return "/datasets/"
                + URLEncoder.encode(name.value(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @param after behind which of them the page begins; null: the first page */
    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "train:all") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String status,
            @Nullable @QueryValue String after) {
        Optional<DatasetStatus> only = Pages.given(status).map(DatasetStatus::of);
        return Pages.show(Templates.datasets(
                pages.frame(request, caller, Section.DATASETS),
                only,
                list.list(caller, only.stream().toList(), Pages.given(after).map(Cursor::parse), PAGE)));
    }

    /** One of them. */
    @Get("/{name}")
    HttpResponse<String> dataset(
            @CurrentCaller(permission = "train:all") Caller caller, HttpRequest<?> request, String name) {
        int page = QueryParameters.of(request).number("page", 1, 1, MOST_PAGES);
        ListDatasetImages.Slice slice =
                images.list(caller, DatasetRequestParser.name(name), (page - 1) * IMAGES, IMAGES);
        MutableHttpResponse<String> shown =
                Pages.show(Templates.dataset(pages.frame(request, caller, Section.DATASETS), slice, page));
        create.uploadOrigin().ifPresent(store -> ConsoleFilter.letConnect(shown, store));
        return shown;
    }

    @Get("/{name}/image")
    @Produces(MediaType.ALL)
    HttpResponse<StreamedFile> image(
            @CurrentCaller(permission = "train:all") Caller caller, String name, @Nullable @QueryValue String file) {
        return file(thumbnails.whole(find(caller, name, file)));
    }

    @Get("/{name}/thumbnail")
    @Produces(MediaType.ALL)
    HttpResponse<StreamedFile> thumbnail(
            @CurrentCaller(permission = "train:all") Caller caller, String name, @Nullable @QueryValue String file) {
        return file(thumbnails.of(find(caller, name, file)));
    }

    /** Changes the caption of an image, and returns its form as it is then. */
    @Post("/{name}/caption")
    HttpResponse<String> change(
            @CurrentCaller(permission = "train:all") Caller caller,
            HttpRequest<?> request,
            String name,
            @LargestBody(LARGEST_CAPTION) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        DatasetName dataset = DatasetRequestParser.name(name);
        DatasetFileName image = new DatasetFileName(form.exact("file"));
        String text = form.text("caption");
        ChangeCaption.Changed changed = caption.change(caller, dataset, image, form.text("version"), text);
        return Pages.show(Templates.caption(
                pages.frame(request, caller, Section.DATASETS),
                new CaptionView(
                        dataset,
                        image,
                        changed.caption(),
                        changed.stored() ? changed.caption().text() : text,
                        changed.stored() ? CaptionView.State.SAVED : CaptionView.State.CONFLICT)));
    }

    @Post("/{name}/status")
    HttpResponse<String> update(
            @CurrentCaller(permission = "train:all") Caller caller,
            HttpRequest<?> request,
            String name,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        DatasetStatus status = DatasetStatus.of(FormFields.of(body).text("status"));
        Dataset updated = update.update(caller, DatasetRequestParser.name(name), status);
        return pages.lead(request, path(updated.name()));
    }

    @Post("/{name}/delete")
    HttpResponse<String> delete(
            @CurrentCaller(permission = "train:all") Caller caller, HttpRequest<?> request, String name) {
        delete.delete(caller, List.of(DatasetRequestParser.name(name)));
        return pages.lead(request, "/datasets");
    }

    private OpenDatasetImage.Image find(Caller caller, String name, @Nullable String file) {
        return open.find(caller, DatasetRequestParser.name(name), new DatasetFileName(file));
    }

    private static HttpResponse<StreamedFile> file(StreamedFile file) {
        return HttpResponse.ok(file).header(HttpHeaders.CACHE_CONTROL, Caching.BRIEF);
    }
}
