package dev.atelier.rest.envelope;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;

/** Creates error responses in the format of the request's generation: the envelope, or that of 2023-07-05. */
@Singleton
class ErrorResponseFactory {

    private final ApiVersionResolver apiVersionResolver;

    ErrorResponseFactory(ApiVersionResolver apiVersionResolver) {
        this.apiVersionResolver = apiVersionResolver;
    }

    /**
     * An error response of the 2023-07-05 generation.
     *
     * @param statusCode always the HTTP status
     */
    @Serdeable
    record PlainError(int statusCode, String error) {}

    /** A response with the error's message. */
    MutableHttpResponse<?> rejection(HttpRequest<?> request, HttpStatus status, String sentence) {
        return ResponseEnvelope.bare(status, body(request, status, sentence));
    }

    /** The body of such a response. */
    Object body(HttpRequest<?> request, HttpStatus status, String sentence) {
        return apiVersionResolver.is2023(request)
                ? new PlainError(status.getCode(), sentence)
                : new ResponseEnvelope(status.getCode(), null, sentence);
    }
}
