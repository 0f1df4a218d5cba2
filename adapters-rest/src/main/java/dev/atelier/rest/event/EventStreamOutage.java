package dev.atelier.rest.event;

import dev.atelier.rest.envelope.OutageResponder;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;

/**
 * Answers a stream that cannot be opened, as the database is away, with one that ends at once: a browser's client resumes
 * that one, and gives up for good after any status but 200.
 */
@Singleton
class EventStreamOutage implements OutageResponder {

    private static final String UNAVAILABLE = "retry: 5000\nevent: stream.unavailable\n"
            + "data: {\"type\":\"stream.unavailable\",\"message\":\"the service is not available at present; resume in a while\"}"
            + "\n\n";

    @Override
    public boolean isFor(HttpRequest<?> request) {
        return request.getPath().equals(EventController.PATH);
    }

    @Override
    public HttpResponse<?> response() {
        return asStream(HttpResponse.ok(UNAVAILABLE));
    }

    /** Has each event sent at once: it is not packed, which would hold it back, and proxies do not collect. */
    static <T> MutableHttpResponse<T> asStream(MutableHttpResponse<T> response) {
        return response.contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache, no-store")
                .header(HttpHeaders.CONTENT_ENCODING, "identity")
                .header("X-Accel-Buffering", "no");
    }
}
