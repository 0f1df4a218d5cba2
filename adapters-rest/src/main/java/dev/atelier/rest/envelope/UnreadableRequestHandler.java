package dev.atelier.rest.envelope;

import dev.atelier.rest.UnreadableRequestException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Responds to requests whose body is malformed or stalls. */
@Singleton
class UnreadableRequestHandler implements ExceptionHandler<UnreadableRequestException, HttpResponse<?>> {

    private final ErrorResponseFactory shape;

    UnreadableRequestHandler(ErrorResponseFactory shape) {
        this.shape = shape;
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface has wildcards
    public HttpResponse<?> handle(HttpRequest request, UnreadableRequestException reason) {
        return shape.rejection(request, reason.status(), reason.getMessage());
    }
}
