package dev.atelier.rest.envelope;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Creates error responses in the format of the request's generation, the envelope or that of 2023-07-05, or in that of
 * its door.
 */
@Singleton
public class ErrorResponseFactory {

    private final ApiVersionResolver apiVersionResolver;
    private final List<DoorErrors> doors;

    ErrorResponseFactory(ApiVersionResolver apiVersionResolver, List<DoorErrors> doors) {
        this.apiVersionResolver = apiVersionResolver;
        this.doors = doors;
    }

    /**
     * An error response of the 2023-07-05 generation.
     *
     * @param statusCode always the HTTP status
     */
    @Serdeable
    record PlainError(int statusCode, String error) {}

    /** A response with the error's message. */
    public MutableHttpResponse<?> rejection(HttpRequest<?> request, HttpStatus status, String sentence) {
        HttpStatus answered = door(request).map(door -> door.status(status)).orElse(status);
        return write(request, HttpResponse.status(answered), sentence);
    }

    /** Writes such a response, whose status is there. */
    MutableHttpResponse<Object> write(HttpRequest<?> request, MutableHttpResponse<?> response, String sentence) {
        return response.<Object>body(body(request, response.status(), sentence))
                .contentType(door(request).map(DoorErrors::type).orElse(MediaType.APPLICATION_JSON_TYPE));
    }

    private Object body(HttpRequest<?> request, HttpStatus status, String sentence) {
        return door(request)
                .map(door -> door.body(request, status, sentence))
                .orElseGet(() -> apiVersionResolver.is2023(request)
                        ? new PlainError(status.getCode(), sentence)
                        : new ResponseEnvelope(status.getCode(), null, sentence));
    }

    private Optional<DoorErrors> door(HttpRequest<?> request) {
        return doors.stream().filter(door -> door.isFor(request)).findFirst();
    }
}
