package dev.atelier.rest.envelope;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Answers browsers' preflight requests, on every path and without authentication. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class CorsPreflightFilter implements Ordered {

    @RequestFilter
    @Nullable
    HttpResponse<?> answer(HttpRequest<?> request) {
        return request.getMethod() == HttpMethod.OPTIONS ? HttpResponse.noContent() : null;
    }

    @Override
    public int getOrder() {
        return FilterOrder.PREFLIGHT;
    }
}
