package dev.atelier.rest;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;

/** What all responses of server-sent events have in common. */
public final class EventStreams {

    private EventStreams() {}

    /** Has each event sent at once: it is not packed, which would hold it back, and proxies do not collect. */
    public static <T> MutableHttpResponse<T> asStream(MutableHttpResponse<T> response) {
        return response.contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache, no-store")
                .header(HttpHeaders.CONTENT_ENCODING, "identity")
                .header("X-Accel-Buffering", "no");
    }
}
