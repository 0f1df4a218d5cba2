package dev.atelier.rest.console;

import dev.atelier.application.dataset.CreateDataset;
import dev.atelier.application.dataset.UpdateDataset;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.rest.LargestBody;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PlainJsonWriter;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.dataset.DatasetRequestParser;
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
import java.util.Optional;
import java.util.stream.Collectors;

/** New datasets: the script of their forms sends the files to the store itself. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH)
class DatasetUploadPages {

    /** The most bytes of a form with the names of a thousand files. */
    private static final int MOST_NAMES = 2 << 20;

    private final Pages pages;
    private final CreateDataset create;
    private final UpdateDataset update;

    DatasetUploadPages(Pages pages, CreateDataset create, UpdateDataset update) {
        this.pages = pages;
        this.create = create;
        this.update = update;
    }

    /** Not below the datasets, as one of them could have such a name. */
    @Get("/new-dataset")
    HttpResponse<String> form(@CurrentCaller(permission = "train:all") Caller caller, HttpRequest<?> request) {
        MutableHttpResponse<String> page =
                Pages.show(Templates.newDataset(pages.frame(request, caller, Section.DATASETS)));
        create.uploadOrigin().ifPresent(store -> ConsoleFilter.letConnect(page, store));
        return page;
    }

    /** Creates a dataset of the files with these names, one on each line, and returns its path and the URLs of the files. */
    @Post("/new-dataset")
    @Produces(MediaType.APPLICATION_JSON)
    HttpResponse<String> begin(
            @CurrentCaller(permission = "train:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(MOST_NAMES) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        List<String> files = form.lines("files");
        CreateDataset.Created created = create.create(
                caller,
                new CreateDataset.Command(
                        new DatasetName(form.text("dataset_name")),
                        DatasetRequestParser.folder(form.text("prefix")),
                        files.stream().map(DatasetUploadPages::content).toList(),
                        form.given("description")
                                .<Map<String, Object>>map(text -> Map.of("description", text))
                                .orElse(Map.of())));
        return begun(
                request,
                created,
                files.stream().map(created.uploadUrls()::get).map(Optional::of).toList());
    }

    /** As above, of a dataset that lacks files: those of other names get no URL. */
    @Post("/datasets/{name}/missing")
    @Produces(MediaType.APPLICATION_JSON)
    HttpResponse<String> resume(
            @CurrentCaller(permission = "train:all") Caller caller,
            HttpRequest<?> request,
            String name,
            @LargestBody(MOST_NAMES) @Nullable @Body LazyJsonBody body) {
        CreateDataset.Created missing = create.resume(caller, DatasetRequestParser.name(name));
        Map<String, List<URI>> byName = missing.uploadUrls().entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().substring(entry.getKey().lastIndexOf('/') + 1),
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        List<Optional<URI>> urls = FormFields.of(body).lines("files").stream()
                .map(file -> only(file, byName.getOrDefault(file, List.of())))
                .toList();
        if (urls.stream().allMatch(Optional::isEmpty)) {
            throw new InvalidRequestException("dataset " + missing.dataset().name() + " lacks "
                    + missing.uploadUrls().size() + " files, and none of those that were chosen is one of them");
        }
        return begun(request, missing, urls);
    }

    /** Browsers send the name of a file without its folder. */
    private static Optional<URI> only(String file, List<URI> missing) {
        if (missing.size() > 1) {
            throw new InvalidRequestException(missing.size() + " files named " + TextSanitizer.quote(file)
                    + " are missing, in different folders; upload them by the API");
        }
        return missing.stream().findFirst();
    }

    /** Enables it, when its files are at the store. */
    @Post("/datasets/{name}/complete")
    HttpResponse<String> complete(
            @CurrentCaller(permission = "train:all") Caller caller, HttpRequest<?> request, String name) {
        Dataset enabled = update.update(caller, DatasetRequestParser.name(name), DatasetStatus.ENABLED);
        return pages.lead(request, DatasetPages.path(enabled.name()));
    }

    private HttpResponse<String> begun(
            HttpRequest<?> request, CreateDataset.Created created, List<Optional<URI>> urls) {
        List<String> targets = urls.stream()
                .map(url -> url.map(known -> pages.target(request, known)).orElse(""))
                .toList();
        String path = DatasetPages.path(created.dataset().name());
        return HttpResponse.ok(
                        PlainJsonWriter.write(Map.of("id", path.substring(path.lastIndexOf('/') + 1), "urls", targets)))
                .contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    private static CreateDataset.Content content(String file) {
        return new CreateDataset.Content(
                new DatasetFileName(file), file, file.endsWith(".txt") ? "caption" : "image", Map.of());
    }
}
