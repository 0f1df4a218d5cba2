package dev.atelier.rest.envelope;

import dev.atelier.domain.TextSanitizer;
import dev.atelier.rest.UnreadableRequestException;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.http.server.netty.NettyHttpRequest;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Formats the framework's own errors (unknown routes, wrong methods, overlong and unreadable requests) for the request's generation.
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
        HttpRequest<?> request = context.getRequest();
        Optional<UnreadableRequestException> unreadable = unreadable(request);
        unreadable.ifPresent(reason -> base.status(reason.status()));
        HttpStatus status = base.status();
        // Requests that cannot be decoded do not pass the filters.
        ResponseHeadersFilter.addTo(request, base);
        String sentence = unreadable.map(Throwable::getMessage).orElseGet(() -> sentence(status, request, base));
        return shape.write(request, base, sentence);
    }

    private static Optional<UnreadableRequestException> unreadable(HttpRequest<?> request) {
        return request instanceof NettyHttpRequest<?> received
                        && received.getNativeRequest().decoderResult().cause()
                                instanceof UnreadableRequestException reason
                ? Optional.of(reason)
                : Optional.empty();
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
