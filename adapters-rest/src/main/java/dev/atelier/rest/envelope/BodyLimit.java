package dev.atelier.rest.envelope;

import dev.atelier.application.storage.LinkedFiles;
import dev.atelier.domain.TooLarge;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.HttpServerConfiguration;

/**
 * Refuses bodies that are announced larger than the server buffers ({@code micronaut.server.max-request-buffer-size}),
 * before any of them is read. Files are streamed and have bounds of their own.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class BodyLimit implements Ordered {

    private final long limit;

    BodyLimit(HttpServerConfiguration configuration) {
        limit = configuration.getMaxRequestBufferSize();
    }

    @RequestFilter
    void check(HttpRequest<?> request) {
        long length = request.getContentLength();
        if (length > limit && !request.getPath().startsWith("/" + LinkedFiles.PATH + "/")) {
            throw new TooLarge("the request body has " + length + " bytes; allowed are " + limit + " at the most");
        }
    }

    @Override
    public int getOrder() {
        return FilterOrder.BODY_LIMIT;
    }
}
