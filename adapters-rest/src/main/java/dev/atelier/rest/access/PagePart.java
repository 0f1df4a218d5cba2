package dev.atelier.rest.access;

import io.micronaut.http.HttpRequest;

/** A part of a page, as htmx asks for it. */
public final class PagePart {

    private PagePart() {}

    /** Whether a script asks for it, which does not follow redirections as a page would. */
    public static boolean isAskedFor(HttpRequest<?> request) {
        return request.getHeaders().contains("HX-Request");
    }
}
