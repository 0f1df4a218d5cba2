package dev.atelier.rest.envelope;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Adds the headers of every response, errors included. It comes first, so that it also covers the responses of other
 * filters.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class ResponseHeadersFilter implements Ordered {

    private static final String API_VERSION = "1.5.0";

    /**
     * The response headers that browser scripts may read: multipart uploads need {@code ETag}, bare lists {@code Link},
     * OpenAI's clients {@code x-should-retry}.
     */
    private static final String EXPOSED = "ETag, Content-Range, Link, Preference-Applied, Retry-After, Warning,"
            + " X-Request-Id, x-api-version, x-should-retry";

    /** All that browser scripts may send: by the Fetch standard the asterisk leaves out {@code Authorization}. */
    private static final String ALLOWED = "*, Authorization";

    /** The {@code Retry-After} of rejections that have none of their own, in seconds. */
    private static final String SOON = "1";

    @ResponseFilter
    void add(HttpRequest<?> request, MutableHttpResponse<?> response) {
        addTo(request, response);
    }

    /**
     * Responses without a lifetime of their own, which files have, are not cached, and browsers may not guess their
     * type.
     */
    static void addTo(HttpRequest<?> request, MutableHttpResponse<?> response) {
        MutableHttpHeaders headers = response.getHeaders();
        if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, Caching.NONE);
        }
        boolean isBusy = response.code() == HttpStatus.TOO_MANY_REQUESTS.getCode()
                || response.code() == HttpStatus.SERVICE_UNAVAILABLE.getCode();
        if (isBusy && !headers.contains(HttpHeaders.RETRY_AFTER)) {
            headers.set(HttpHeaders.RETRY_AFTER, SOON);
        }
        headers.set(RequestIdFilter.HEADER, RequestIdFilter.of(request))
                .set("X-Content-Type-Options", "nosniff")
                .set("x-api-version", API_VERSION)
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED)
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "*")
                .set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }

    @Override
    public int getOrder() {
        return FilterOrder.HEADERS;
    }
}
