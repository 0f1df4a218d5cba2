package dev.atelier.rest;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Releases a body's memory when its operation has ended, whatever its result, even if the client has disconnected. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class BodyMemoryRelease {

    private static final String SHARE = "atelier.body-memory-share";

    static void afterResponse(HttpRequest<?> request, BodyMemory.Share share) {
        request.setAttribute(SHARE, share);
    }

    @ResponseFilter
    void release(HttpRequest<?> request) {
        request.getAttribute(SHARE, BodyMemory.Share.class).ifPresent(BodyMemory.Share::close);
    }
}
