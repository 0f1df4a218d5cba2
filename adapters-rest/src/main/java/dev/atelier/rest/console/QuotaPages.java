package dev.atelier.rest.console;

import dev.atelier.application.access.ManageQuotas;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.RoleName;
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

/** What users and roles may use, and what a user has used of it. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/quotas")
class QuotaPages {

    private static final String USER = "user:";
    private static final String ROLE = "role:";
    private static final int PAGE = 100;

    private final Pages pages;
    private final ManageQuotas quotas;

    QuotaPages(Pages pages, ManageQuotas quotas) {
        this.pages = pages;
        this.quotas = quotas;
    }

    /** @param user whose use is shown; null: the caller's own */
    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "user:list") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String user,
            @Nullable @QueryValue String after) {
        UserName shown = Pages.given(user).map(UserName::new).orElse(caller.name());
        return Pages.show(Templates.quotas(
                pages.frame(request, caller, Section.QUOTAS),
                quotas.list(caller, Pages.given(after).map(QuotaPages::holder), PAGE),
                shown,
                quotas.standing(caller, shown)));
    }

    /** Sets the quota of a user or role in place of the one before. */
    @Post
    HttpResponse<String> set(
            @CurrentCaller(permission = "user:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        FormFields form = FormFields.of(body);
        quotas.set(
                caller,
                new Quota(
                        holder(form),
                        form.count("gpu_seconds_per_day"),
                        form.count("jobs_waiting"),
                        form.count("jobs_per_minute")));
        return pages.lead(request, "/quotas");
    }

    @Post("/delete")
    HttpResponse<String> delete(
            @CurrentCaller(permission = "user:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        quotas.remove(caller, holder(FormFields.of(body)));
        return pages.lead(request, "/quotas");
    }

    private static Principal holder(FormFields form) {
        return holder(form.exact("kind") + form.exact("name"));
    }

    /** Reads what {@link Principal#toString} writes. */
    private static Principal holder(String text) {
        if (text.startsWith(USER)) {
            return Principal.of(new UserName(text.substring(USER.length())));
        }
        if (text.startsWith(ROLE)) {
            return Principal.of(new RoleName(text.substring(ROLE.length())));
        }
        throw new InvalidRequestException("a quota is that of a user or of a role, written user:NAME or role:NAME, not "
                + TextSanitizer.quote(text));
    }
}
