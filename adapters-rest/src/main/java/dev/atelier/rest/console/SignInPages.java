package dev.atelier.rest.console;

import dev.atelier.application.access.SignIn;
import dev.atelier.rest.LargestBody;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.SessionCookie;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import java.util.Optional;

/** Signing in and out. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH)
class SignInPages {

    /** The pages to which a sign-in may lead: those of the console, so that no link leads elsewhere. */
    private static final String OWN_PAGE = "(?:/[A-Za-z0-9-]{1,64}+){0,4}+";

    private final Pages pages;
    private final SignIn signIn;
    private final ConsoleSettings settings;

    SignInPages(Pages pages, SignIn signIn, ConsoleSettings settings) {
        this.pages = pages;
        this.signIn = signIn;
        this.settings = settings;
    }

    @Get("/sign-in")
    HttpResponse<String> form(HttpRequest<?> request, @QueryValue(defaultValue = "") String to) {
        return Pages.show(Templates.signIn(pages.frame(request, null, null), "", ownPage(to), null));
    }

    @Post("/sign-in")
    HttpResponse<String> signIn(
            HttpRequest<?> request, @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        Map<String, String> form = FormFields.of(body).fields();
        String user = form.getOrDefault("user", "");
        String to = ownPage(form.getOrDefault("to", ""));
        Optional<SignIn.Started> started =
                signIn.begin(user, form.getOrDefault("secret", ""), settings.sessionLifetime());
        if (started.isEmpty()) {
            return Pages.show(
                    HttpStatus.UNAUTHORIZED,
                    Templates.signIn(
                            pages.frame(request, null, null),
                            user,
                            to,
                            "The user, or the password or API key, is wrong."));
        }
        SessionCookie.token(request).ifPresent(signIn::end);
        return pages.lead(request, to)
                .cookie(SessionCookie.of(
                        started.get().token(),
                        pages.base(request),
                        "https".equals(pages.root(request).getScheme()),
                        settings.sessionLifetime()));
    }

    @Post("/sign-out")
    HttpResponse<String> signOut(HttpRequest<?> request) {
        SessionCookie.token(request).ifPresent(signIn::end);
        return pages.lead(request, "/sign-in").cookie(SessionCookie.none(pages.base(request)));
    }

    private static String ownPage(@Nullable String page) {
        return page != null && page.matches(OWN_PAGE) ? page : "";
    }
}
