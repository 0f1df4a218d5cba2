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
        String coding = request.getHeaders().get(HttpHeaders.CONTENT_ENCODING);
        return coding == null || coding.equalsIgnoreCase(PLAIN)
                ? null
                : shape.rejection(
                                request,
                                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                                "the request body has the content encoding " + TextSanitizer.quote(coding)
                                        + "; send it as it is, without Content-Encoding")
                        .header(HttpHeaders.ACCEPT_ENCODING, PLAIN);
    }

    @Override
    public int getOrder() {
        return FilterOrder.BODY_LIMIT;
    }
}
