package dev.atelier.rest.access;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import java.time.Duration;
import java.util.Optional;

/** The cookie with the token of a session. No script can read it, and no other site has it sent. */
public final class SessionCookie {

    private static final String NAME = "atelier_session";

    private SessionCookie() {}

    /** The token that a browser sent. */
    public static Optional<String> token(HttpRequest<?> request) {
        return request.getCookies().findCookie(NAME).map(Cookie::getValue).filter(token -> !token.isEmpty());
    }

    /**
     * The cookie that has a browser keep a token.
     *
     * @param path of the console, as the browser knows it
     * @param secure whether the browser came by HTTPS, by which alone it sends the cookie then
     */
    public static Cookie of(String token, String path, boolean secure, Duration lifetime) {
        return Cookie.of(NAME, token)
                .httpOnly()
                .sameSite(SameSite.Strict)
                .path(path)
                .secure(secure)
                .maxAge(lifetime.toSeconds());
    }

    /** The cookie that has a browser forget it. */
    public static Cookie none(String path) {
        return of("", path, false, Duration.ZERO);
    }
}
