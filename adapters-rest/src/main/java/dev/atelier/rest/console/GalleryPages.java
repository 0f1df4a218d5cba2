package dev.atelier.rest.console;

import dev.atelier.application.Cursor;
import dev.atelier.application.inference.ListInferences;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Optional;

/** What was generated, newest first: the caller's own, of another user, or of all where that is asked for. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/gallery")
class GalleryPages {

    /** Stands for all users. */
    static final String ALL = "*";

    private static final int PAGE = 24;

    private final Pages pages;
    private final ListInferences list;

    GalleryPages(Pages pages, ListInferences list) {
        this.pages = pages;
        this.list = list;
    }

    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "inference:list") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String user,
            @Nullable @QueryValue String after) {
        String of = Pages.given(user).orElse(caller.name().value());
        return Pages.show(Templates.gallery(
                pages.frame(request, caller, Section.GALLERY),
                of,
                list.list(
                        caller,
                        of.equals(ALL) ? Optional.empty() : Optional.of(new UserName(of)),
                        Optional.empty(),
                        Pages.given(after).map(Cursor::parse),
                        PAGE)));
    }
}
