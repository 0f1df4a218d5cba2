package dev.atelier.rest.console;

import dev.atelier.application.access.ManageApiKeys;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** The API keys. A secret is shown once, in the response of the request that made it. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/keys")
class KeyPages {

    private static final int PAGE = 100;

    private final Pages pages;
    private final ManageApiKeys keys;

    KeyPages(Pages pages, ManageApiKeys keys) {
        this.pages = pages;
        this.keys = keys;
    }

    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "user:all") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String after) {
        return Pages.show(Templates.keys(
                pages.frame(request, caller, Section.KEYS), keys.list(caller, Pages.given(after), PAGE)));
    }

    @Post
    HttpResponse<String> add(
            @CurrentCaller(permission = "user:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        String name = form.text("name");
        return secret(
                caller, request, name, keys.add(caller, name, form.given("user").map(UserName::new), expires(form)));
    }

    @Post("/rotate")
    HttpResponse<String> rotate(
            @CurrentCaller(permission = "user:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        String name = form.text("name");
        Duration overlap = Duration.ofHours(form.count("overlap_hours").orElse(0));
        return secret(caller, request, name, keys.rotate(caller, name, overlap, expires(form)));
    }

    private HttpResponse<String> secret(Caller caller, HttpRequest<?> request, String name, String secret) {
        return Pages.show(Templates.secret(pages.frame(request, caller, Section.KEYS), name, secret));
    }

    @Post("/revoke")
    HttpResponse<String> revoke(
            @CurrentCaller(permission = "user:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        keys.revoke(caller, FormFields.of(body).text("name"));
        return pages.lead(request, "/keys");
    }

    /** The beginning of a day in UTC. */
    private static Optional<Instant> expires(FormFields form) {
        return form.given("expires")
                .map(text ->
                        Pages.day("expires", text).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
