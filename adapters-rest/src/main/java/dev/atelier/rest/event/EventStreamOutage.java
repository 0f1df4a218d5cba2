package dev.atelier.rest.event;

import dev.atelier.rest.EventStreams;
import dev.atelier.rest.envelope.OutageResponder;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
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
        return EventStreams.asStream(HttpResponse.ok(UNAVAILABLE));
    }
}
