package dev.atelier.rest.console;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.checkpoint.ImportFromHub;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.application.checkpoint.ManageImportCredentials;
import dev.atelier.application.checkpoint.ManageImports;
import dev.atelier.application.checkpoint.ModelHub;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportSecret;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.rest.LargestBody;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.access.PagePart;
import dev.atelier.rest.checkpoint.ImportRequestParser;
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
import java.util.Map;
import java.util.Optional;

/** Imports by URL, in progress and ended, and the secrets that they send to their hosts. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/imports")
class ImportPages {

    private static final int PAGE = 50;
    private static final String HOME = "/imports";

    private final Pages pages;
    private final ImportFromHub create;
    private final ManageImports imports;
    private final ManageImportCredentials credentials;

    ImportPages(Pages pages, ImportFromHub create, ManageImports imports, ManageImportCredentials credentials) {
        this.pages = pages;
        this.create = create;
        this.imports = imports;
        this.credentials = credentials;
    }

    /** @param after behind which of them the page begins; null: the first page */
    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "checkpoint:list") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String after) {
        Frame frame = pages.frame(request, caller, Section.MODELS);
        String begin = Pages.given(after).orElse("");
        Page<ImportStatus> found = imports.list(caller, Pages.given(after).map(Cursor::parse), PAGE);
        if (PagePart.isAskedFor(request)) {
            return Pages.show(Templates.importRows(frame, begin, found));
        }
        List<ImportCredential> secrets =
                caller.holds(Permission.parse("checkpoint:create")) ? credentials.list(caller) : List.of();
        return Pages.show(Templates.imports(frame, begin, found, secrets));
    }

    @Post
    HttpResponse<String> create(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        requireOne(form);
        create.create(
                caller,
                new ImportFromHub.Command(
                        CheckpointType.of(form.text("type")),
                        sources(form),
                        references(form),
                        Map.of(),
                        AccessFields.ofNew(form)));
        return pages.lead(request, HOME);
    }

    private static void requireOne(FormFields form) {
        ImportRequestParser.requireOne(
                form.given("url").orElse(null),
                form.given("repository").orElse(null),
                form.given("version").orElse(null),
                form.given("sha256").orElse(null));
        if (form.given("repository").isPresent() && form.lines("files").isEmpty()) {
            throw new InvalidRequestException("files of the repository are missing; name one on each line");
        }
    }

    private static List<ImportSource> sources(FormFields form) {
        return form.given("url")
                .map(url -> List.of(ImportRequestParser.url(url, form.given("sha256"))))
                .orElse(List.of());
    }

    private static List<ModelHub.Reference> references(FormFields form) {
        if (form.given("repository").isPresent()) {
            return form.lines("files").stream()
                    .map(file -> ImportRequestParser.huggingFace(form.text("repository"), form.given("revision"), file))
                    .toList();
        }
        return form.count("version")
                .<List<ModelHub.Reference>>map(version -> List.of(new ModelHub.Civitai(version, form.given("file"))))
                .orElse(List.of());
    }

    @Post("/{id}/pause")
    HttpResponse<String> pause(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, HttpRequest<?> request, String id) {
        imports.pause(caller, ImportRequestParser.id(id));
        return pages.lead(request, HOME);
    }

    @Post("/{id}/resume")
    HttpResponse<String> resume(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, HttpRequest<?> request, String id) {
        imports.resume(caller, ImportRequestParser.id(id));
        return pages.lead(request, HOME);
    }

    @Post("/{id}/cancel")
    HttpResponse<String> cancel(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, HttpRequest<?> request, String id) {
        imports.cancel(caller, ImportRequestParser.id(id));
        return pages.lead(request, HOME);
    }

    @Post("/credentials")
    HttpResponse<String> set(
            @CurrentCaller(permission = "checkpoint:create") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        String secret = form.given("secret").orElseThrow(() -> new InvalidRequestException("the secret is missing"));
        Optional<String> parameter = form.given("parameter");
        credentials.set(
                caller,
                new ManageImportCredentials.Command(
                        form.text("host"),
                        parameter.isPresent() ? ImportCredential.Kind.QUERY : ImportCredential.Kind.BEARER,
                        parameter.orElse(""),
                        new ImportSecret(secret),
                        form.isChecked("for_all")));
        return pages.lead(request, HOME);
    }

    @Post("/credentials/{id}/delete")
    HttpResponse<String> delete(
            @CurrentCaller(permission = "checkpoint:create") Caller caller, HttpRequest<?> request, String id) {
        credentials.delete(caller, ImportRequestParser.credentialId(id));
        return pages.lead(request, HOME);
    }
}
