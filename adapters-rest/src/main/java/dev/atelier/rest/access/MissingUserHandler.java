package dev.atelier.rest.access;

import dev.atelier.rest.compatibility.CompatibilityMode;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.Map;

/** Says which header is missing; where clients of the reference compare the message, beside it. */
@Singleton
class MissingUserHandler implements ExceptionHandler<MissingUserException, HttpResponse<?>> {

    private static final String UNAUTHORIZED = "Unauthorized";

    private final CompatibilityMode compatibilityMode;

    MissingUserHandler(CompatibilityMode compatibilityMode) {
        this.compatibilityMode = compatibilityMode;
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface has wildcards
    public HttpResponse<?> handle(HttpRequest request, MissingUserException missing) {
        HttpStatus status = HttpStatus.UNAUTHORIZED;
        return compatibilityMode.comparesUnauthorized()
                ? ResponseEnvelope.bare(
                        status,
                        Map.of("statusCode", status.getCode(), "message", UNAUTHORIZED, "error", missing.getMessage()))
                : ResponseEnvelope.rejection(status, UNAUTHORIZED + ": " + missing.getMessage());
    }
}
