package dev.atelier.rest.envelope;

import dev.atelier.domain.TextSanitizer;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/**
 * Formats the framework's own errors (unknown routes, wrong methods, overlong requests) for the request's generation.
 */
@Singleton
@Primary
class ApiErrorResponseProcessor implements ErrorResponseProcessor<Object> {

    private final ErrorResponseFactory shape;

    ApiErrorResponseProcessor(ErrorResponseFactory shape) {
        this.shape = shape;
    }

    @Override
    public MutableHttpResponse<Object> processResponse(ErrorContext context, MutableHttpResponse<?> base) {
        HttpStatus status = base.status();
        // Requests that cannot be decoded do not pass the filters.
        ResponseHeadersFilter.addTo(base);
        HttpRequest<?> request = context.getRequest();
        return base.<Object>body(shape.body(request, status, sentence(status, request, base)))
                .contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    private static String sentence(HttpStatus status, HttpRequest<?> request, MutableHttpResponse<?> base) {
        String operation = request.getMethodName() + " " + TextSanitizer.quote(request.getPath());
        return switch (status) {
            case NOT_FOUND -> "there is no operation " + operation;
            case METHOD_NOT_ALLOWED ->
                "there is no operation " + operation + "; allowed there is "
                        + String.join(", ", base.getHeaders().getAll(HttpHeaders.ALLOW));
            case REQUEST_ENTITY_TOO_LARGE -> "the request is larger than this service takes";
            case NOT_ACCEPTABLE -> "the response would be application/json, which the Accept header does not allow";
            case BAD_REQUEST -> "the request cannot be read; its path, query, headers or length are malformed";
            default -> status.getReason();
        };
    }
}
