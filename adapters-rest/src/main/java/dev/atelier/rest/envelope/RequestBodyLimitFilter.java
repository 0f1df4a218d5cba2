package dev.atelier.rest.envelope;

import dev.atelier.application.storage.PresignedUrlHandler;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.TextSanitizer;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.HttpServerConfiguration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Rejects bodies whose announced size exceeds the server's buffer ({@code micronaut.server.max-request-buffer-size}),
 * and compressed ones, whose decompressed size is unknown, before reading them. File uploads are streamed and have
 * their own limits.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class RequestBodyLimitFilter implements Ordered {

    private static final String PLAIN = "identity";

    private final ErrorResponseFactory shape;
    private final long limit;

    RequestBodyLimitFilter(ErrorResponseFactory shape, HttpServerConfiguration configuration) {
        this.shape = shape;
        limit = configuration.getMaxRequestBufferSize();
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        long length = request.getContentLength();
        if (length > limit && !request.getPath().startsWith("/" + PresignedUrlHandler.PATH + "/")) {
            throw new PayloadTooLargeException(
                    "the request body has " + length + " bytes; allowed are at most " + limit);
        }
        return coding(request)
                .map(coding -> shape.rejection(
                                request,
                                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                                "the request has the Content-Encoding " + TextSanitizer.quote(coding)
                                        + "; allowed is \"identity\" or none, with the body as it is")
                        .header(HttpHeaders.ACCEPT_ENCODING, PLAIN))
                .orElse(null);
    }

    /** The first coding that changes the body; some clients send the header empty. */
    private static Optional<String> coding(HttpRequest<?> request) {
        return request.getHeaders().getAll(HttpHeaders.CONTENT_ENCODING).stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase(PLAIN))
                .findFirst();
    }

    @Override
    public int getOrder() {
        return FilterOrder.BODY_LIMIT;
    }
}
