package dev.atelier.rest.envelope;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;

/** Gives refusals the shape of the generation that the request is of: the envelope, or what 2023-07-05 has. */
@Singleton
class ErrorResponseFactory {

    private final ApiVersionResolver apiVersionResolver;

    ErrorResponseFactory(ApiVersionResolver apiVersionResolver) {
        this.apiVersionResolver = apiVersionResolver;
    }

    /**
     * A refusal of the 2023-07-05 generation.
     *
     * @param statusCode always the HTTP status
     */
    @Serdeable
    record PlainError(int statusCode, String error) {}

    /** An answer that says why not. */
    MutableHttpResponse<?> rejection(HttpRequest<?> request, HttpStatus status, String sentence) {
        return ResponseEnvelope.bare(status, body(request, status, sentence));
    }

    /** The body of such an answer. */
    Object body(HttpRequest<?> request, HttpStatus status, String sentence) {
        return apiVersionResolver.is2023(request)
                ? new PlainError(status.getCode(), sentence)
                : new ResponseEnvelope(status.getCode(), null, sentence);
    }
}
